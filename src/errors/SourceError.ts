import { RxpromptError } from './RxpromptError.js';

/** The input cannot be read any further: this ends a run. */
export class SourceError extends RxpromptError {
  /** @param code `bad_document` for what is no text to be divided. */
  constructor(message: string, cause?: unknown, code: 'broken_source' | 'bad_document' = 'broken_source') {
    super(message, { code, cause });
  }
}
