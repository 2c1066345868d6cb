import { RxpromptError } from './RxpromptError.js';

/** More values wait for their reader than may; the source was cancelled. */
export class SlowReaderError extends RxpromptError {
  constructor(waiting: number) {
    super(`${waiting} values wait for a reader that does not keep up: read faster, or raise maxWaiting`, {
      code: 'slow_reader',
    });
  }
}
