import type { Prompt } from '../types/Prompt.js';

/** What a source has to offer, taken one by one, so that nothing is read before somebody wants it. */
export interface Feed {
  /** The next prompt, when it is here already. */
  shift(): Prompt | undefined;
  /** Prompts that it has handed out or passed over. */
  readonly position: number;
  /** Bytes of input that the prompt shifted last was made from. */
  readonly bytes: number;
  /** Whether the next prompt is here, as far as a look tells, so that nothing is gained by taking it early. */
  readonly atHand: boolean;
  /** True once nothing will come any more. */
  readonly ended: boolean;
  /** Reads on, after `shift` had nothing. Calls one of the two back, later and once. */
  fetch(ready: () => void, failed: (error: unknown) => void): void;
  /** Lets go of the input at once, also in the middle of a `fetch`. */
  close(): void;
}
