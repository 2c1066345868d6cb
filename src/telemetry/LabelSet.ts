/** What a label says of all values that came after its set was full. */
export const OTHER = 'other';

/**
 * The values that one label may take: the first `max` that are seen; any further one is `other`. Names come from
 * servers and users, and every value of a label is a series that a Prometheus keeps for good.
 */
export class LabelSet {
  readonly #seen = new Set<string>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  fold(value: string): string {
    if (this.#seen.has(value)) return value;
    if (this.#seen.size >= this.#max) return OTHER;
    this.#seen.add(value);
    return value;
  }
}
