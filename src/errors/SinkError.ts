import { RxpromptError } from './RxpromptError.js';

/** An output cannot be written any further: this ends a run. */
export class SinkError extends RxpromptError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'broken_sink', cause });
  }
}
