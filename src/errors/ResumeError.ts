import { RxpromptError } from './RxpromptError.js';

/** The input is not the one that the rows which are there were written for. */
export class ResumeError extends RxpromptError {
  /** The first position at which they differ. */
  readonly seq: number;

  constructor(message: string, seq: number) {
    super(message, { code: 'changed_input' });
    this.seq = seq;
  }
}
