/** Points that a plot has at most; beyond that every other one goes. */
const MAX_POINTS = 200;

/** How the means of all arms went, in few points however many prompts there are. */
export class Course {
  readonly names: readonly string[];
  at: number[] = [];
  scores: (number | null)[][] = [];
  #every = 1;
  #seen = 0;

  constructor(names: readonly string[]) {
    this.names = names;
  }

  /** Called for each trial; `means` only when a point is due. */
  add(means: () => (number | null)[]): void {
    this.#seen++;
    if (this.#seen % this.#every !== 0) return;
    this.at.push(this.#seen);
    this.scores.push(means());
    if (this.at.length < MAX_POINTS) return;
    const kept = (_: unknown, index: number) => index % 2 === 1;
    this.at = this.at.filter(kept);
    this.scores = this.scores.filter(kept);
    this.#every *= 2;
  }
}
