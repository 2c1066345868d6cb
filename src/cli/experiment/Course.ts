import type { ExperimentResult } from '../../engine/experiment/ExperimentTally.js';

/** Points that a plot has at most; beyond that every other one goes. */
const MAX_POINTS = 200;

/** What was known of an arm at one time; `null`: nothing yet. */
export interface CoursePoint {
  readonly score: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** How the scores of all arms went, in few points however many prompts there are. */
export class Course {
  readonly names: readonly string[];
  at: number[] = [];
  /** By point, and then by arm. */
  points: CoursePoint[][] = [];
  #every = 1;
  #seen = 0;

  constructor(names: readonly string[]) {
    this.names = names;
  }

  /** Called for each trial; `look` only when a point is due. */
  add(look: () => ExperimentResult): void {
    this.#seen++;
    if (this.#seen % this.#every !== 0) return;
    this.at.push(this.#seen);
    this.points.push(
      look().arms.map(({ score, interval: { low, high } }) =>
        Number.isFinite(low) ? { score, low, high } : { score, low: null, high: null },
      ),
    );
    if (this.at.length < MAX_POINTS) return;
    const kept = (_: unknown, index: number) => index % 2 === 1;
    this.at = this.at.filter(kept);
    this.points = this.points.filter(kept);
    this.#every *= 2;
  }
}
