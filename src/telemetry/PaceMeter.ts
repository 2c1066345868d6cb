import type { PaceRecord } from '../types/PaceRecord.js';

/** A record has no more intervals; when they are full, each two become one of twice the length. */
const MOST = 240;

/** Notes how many rows a run writes in each interval, at first seconds: however long it lasts, the record is small. */
export class PaceMeter {
  readonly #startedAt: string;
  #seconds = 1;
  #rows: number[] = [];
  #failed: number[] = [];
  #sumRows = 0;
  #sumFailed = 0;

  /** @param startedAt When the run began. */
  constructor(startedAt: Date) {
    this.#startedAt = startedAt.toISOString();
  }

  /** `rows` and `failed` are all so far; what is new of them belongs to the interval of `elapsed` seconds. */
  sample(elapsed: number, { total, failed }: { readonly total: number; readonly failed: number }): void {
    while (elapsed >= MOST * this.#seconds) this.#halve();
    const at = Math.floor(elapsed / this.#seconds);
    while (this.#rows.length <= at) {
      this.#rows.push(0);
      this.#failed.push(0);
    }
    this.#rows[at]! += total - this.#sumRows;
    this.#failed[at]! += failed - this.#sumFailed;
    this.#sumRows = total;
    this.#sumFailed = failed;
  }

  get record(): PaceRecord {
    return {
      started_at: this.#startedAt,
      interval_s: this.#seconds,
      rows: [...this.#rows],
      failed: [...this.#failed],
    };
  }

  #halve(): void {
    this.#seconds *= 2;
    this.#rows = inPairs(this.#rows);
    this.#failed = inPairs(this.#failed);
  }
}

function inPairs(counts: readonly number[]): number[] {
  return Array.from(
    { length: Math.ceil(counts.length / 2) },
    (_, at) => (counts[2 * at] as number) + (counts[2 * at + 1] ?? 0),
  );
}
