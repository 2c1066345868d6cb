/** Count, mean, range and variance of numbers as they come (Welford 1962), in memory that does not grow. */
export class Moments {
  count = 0;
  mean = 0;
  /** The least and the greatest. */
  low = Number.POSITIVE_INFINITY;
  high = Number.NEGATIVE_INFINITY;
  #squares = 0;

  add(value: number): void {
    this.count++;
    if (value < this.low) this.low = value;
    if (value > this.high) this.high = value;
    const away = value - this.mean;
    this.mean += away / this.count;
    this.#squares += away * (value - this.mean);
  }

  /** Of the numbers, not of their mean; `Infinity` as long as there are fewer than two. */
  get variance(): number {
    return this.count < 2 ? Number.POSITIVE_INFINITY : this.#squares / (this.count - 1);
  }
}
