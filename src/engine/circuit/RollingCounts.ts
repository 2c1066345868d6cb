const BUCKETS = 10;

/** Answered and failed calls of the last while, to a tenth of it. */
export class RollingCounts {
  readonly #bucketMs: number;
  readonly #answered = new Array<number>(BUCKETS).fill(0);
  readonly #failed = new Array<number>(BUCKETS).fill(0);
  /** The number of the newest bucket since time began. */
  #newest = Number.NEGATIVE_INFINITY;

  constructor(windowMs: number) {
    this.#bucketMs = windowMs / BUCKETS;
  }

  answer(now: number): void {
    const index = this.#bucketAt(now);
    this.#answered[index] = (this.#answered[index] as number) + 1;
  }

  fail(now: number): void {
    const index = this.#bucketAt(now);
    this.#failed[index] = (this.#failed[index] as number) + 1;
  }

  get failed(): number {
    return sum(this.#failed);
  }

  get total(): number {
    return sum(this.#failed) + sum(this.#answered);
  }

  clear(): void {
    this.#answered.fill(0);
    this.#failed.fill(0);
  }

  /** A clock that was set back goes on in the newest bucket. */
  #bucketAt(now: number): number {
    const bucket = Math.floor(now / this.#bucketMs);
    if (bucket > this.#newest) {
      for (let old = Math.max(this.#newest + 1, bucket - BUCKETS + 1); old <= bucket; old++) {
        this.#answered[placeOf(old)] = 0;
        this.#failed[placeOf(old)] = 0;
      }
      this.#newest = bucket;
    }
    return placeOf(this.#newest);
  }
}

/** Clocks of tests begin before 0. */
function placeOf(bucket: number): number {
  return ((bucket % BUCKETS) + BUCKETS) % BUCKETS;
}

function sum(counts: readonly number[]): number {
  let all = 0;
  for (const count of counts) all += count;
  return all;
}
