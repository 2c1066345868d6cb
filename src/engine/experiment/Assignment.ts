import type { Prompt } from '../../types/Prompt.js';
import type { Scored } from './Scored.js';

/** Decides by which arm a prompt is asked, and may learn from what comes of it. */
export interface Assignment {
  /** The number of the arm; `undefined`: held out, asked as it is and compared with nobody. */
  armOf(prompt: Prompt): number | undefined;
  /** Told of each outcome of an arm. */
  learn?(arm: number, scored: Scored): void;
}
