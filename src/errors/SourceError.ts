import { RxpromptError } from './RxpromptError.js';

/** The input cannot be read any further: this ends a run. */
export class SourceError extends RxpromptError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'broken_source', cause });
  }
}
