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
  /** Marks of the parts of divided prompts, by position and part: few beside the others. */
  readonly #parts = new Map<number, Map<number, number>>();
  // Rows and prompts come nearly in order: the page of before is mostly that of now.
  #number = -1;
  #page: Uint32Array = NOTHING;

  /** Notes a row; false when its position, or its part of it, has one already. */
  add(seq: number, mark: number, failed: boolean, part?: number): boolean {
    if (!(part === undefined ? this.#addWhole(seq, mark) : this.#addPart(seq, part, mark))) return false;
    this.count++;
    if (failed) this.failed++;
    if (seq > this.last) this.last = seq;
    return true;
  }

  /** Whether there is a row for `part` of `seq`, or, without one, for all of it. */
  has(seq: number, part?: number): boolean {
    return this.markOf(seq, part) !== 0;
  }

  /** The mark of the prompt that the row at `seq` was written for; 0 when there is none. */
  markOf(seq: number, part?: number): number {
    if (part !== undefined) return this.#parts.get(seq)?.get(part) ?? 0;
    return this.#pageOf(seq)?.[seq % PAGE_SIZE] ?? 0;
  }

  #addWhole(seq: number, mark: number): boolean {
    const page = this.#pageOf(seq) ?? this.#newPage(seq);
    const place = seq % PAGE_SIZE;
    if (page[place] !== 0) return false;
    page[place] = mark;
    return true;
  }

  #addPart(seq: number, part: number, mark: number): boolean {
    let marks = this.#parts.get(seq);
    if (marks === undefined) {
      marks = new Map();
      this.#parts.set(seq, marks);
    }
    if (marks.has(part)) return false;
    marks.set(part, mark);
    return true;
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
