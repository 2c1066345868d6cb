const PAGE_BITS = 16;
const PAGE_SIZE = 1 << PAGE_BITS;
const NOTHING = new Uint32Array(0);

/**
 * The positions that have a row, and of each prompt as much of its hash as tells whether it is still the same: four
 * bytes a row, so that ten million take 40 MB, in whatever order they come.
 */
export class DoneRows {
  /** How many there are. */
  count = 0;
  /** How many of them are failures. */
  failed = 0;
  /** The last position that has a row; -1 when none has. */
  last = -1;

  readonly #pages = new Map<number, Uint32Array>();
  // Rows and prompts come nearly in order: the page of before is mostly that of now.
  #number = -1;
  #page: Uint32Array = NOTHING;

  /** Notes a row; false when its position has one already. */
  add(seq: number, mark: number, failed: boolean): boolean {
    const page = this.#pageOf(seq) ?? this.#newPage(seq);
    const place = seq % PAGE_SIZE;
    if (page[place] !== 0) return false;
    page[place] = mark;
    this.count++;
    if (failed) this.failed++;
    if (seq > this.last) this.last = seq;
    return true;
  }

  has(seq: number): boolean {
    return this.markOf(seq) !== 0;
  }

  /** The mark of the prompt that the row at `seq` was written for; 0 when there is none. */
  markOf(seq: number): number {
    return this.#pageOf(seq)?.[seq % PAGE_SIZE] ?? 0;
  }

  #pageOf(seq: number): Uint32Array | undefined {
    // Not by a shift, which would cut positions to 32 bits.
    const number = Math.floor(seq / PAGE_SIZE);
    if (number === this.#number) return this.#page;
    const page = this.#pages.get(number);
    if (page !== undefined) {
      this.#number = number;
      this.#page = page;
    }
    return page;
  }

  #newPage(seq: number): Uint32Array {
    const page = new Uint32Array(PAGE_SIZE);
    this.#number = Math.floor(seq / PAGE_SIZE);
    this.#page = page;
    this.#pages.set(this.#number, page);
    return page;
  }
}

/** The mark of a prompt in {@link DoneRows}, from the hash in its row: half of it, never 0. */
export function markOf(promptHash: string): number {
  return Number.parseInt(promptHash.slice(0, 8), 16) >>> 0 || 1;
}
