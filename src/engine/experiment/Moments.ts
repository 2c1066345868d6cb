/** Count, mean and variance of numbers as they come (Welford 1962), in memory that does not grow. */
export class Moments {
  count = 0;
  mean = 0;
  #squares = 0;

  add(value: number): void {
    this.count++;
    const away = value - this.mean;
    this.mean += away / this.count;
    this.#squares += away * (value - this.mean);
  }

  /** Of the numbers, not of their mean; `Infinity` as long as there are fewer than two. */
  get variance(): number {
    return this.count < 2 ? Number.POSITIVE_INFINITY : this.#squares / (this.count - 1);
  }
}
