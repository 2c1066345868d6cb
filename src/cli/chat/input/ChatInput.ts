import type { Observable } from 'rxjs';
import type { Entry } from './Entry.js';

/** Where turns and commands come from. */
export interface ChatInput {
  /** A person types, and is told more than a program. */
  readonly isTerminal: boolean;
  /** Asks for the next one; `undefined` when there is none any more. Not before the last was answered. */
  next(): Promise<Entry | undefined>;
  /** The answer that comes is not wanted any more. */
  readonly interrupts: Observable<unknown>;
  /** Leaves the terminal as it was. */
  close(): void;
}
