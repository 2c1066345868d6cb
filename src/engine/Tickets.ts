const FREE = 0;
const OPEN = 1;
const CLAIMED = 2;
/** In place of the number of a part: all of a prompt. */
const WHOLE = -1;

/**
 * Tickets by position and part, which come and go: a hash table in arrays of numbers that never leave. A `Map` throws its
 * table away with every hundred or so that have gone, and tables that have grown old keep those after them from being
 * collected while young: 50 MB more for ten million lines.
 */
export class Tickets {
  #size = 64;
  #states = new Uint8Array(this.#size);
  #seqs = new Float64Array(this.#size);
  #parts = new Float64Array(this.#size);
  #bytes = new Float64Array(this.#size);
  /** When each was added, by a count. */
  #times = new Float64Array(this.#size);
  #count = 0;
  #added = 0;
  /** How many stand further on than their home. */
  #displaced = 0;

  /** False when there is one. */
  add(seq: number, part: number | undefined, bytes: number): boolean {
    if (this.#count * 2 >= this.#size) this.#grow();
    const place = this.#placeOf(seq, part ?? WHOLE);
    if (this.#states[place] !== FREE) return false;
    this.#put(place, OPEN, seq, part ?? WHOLE, bytes, this.#added++);
    this.#count++;
    return true;
  }

  has(seq: number, part?: number): boolean {
    return this.#states[this.#placeOf(seq, part ?? WHOLE)] !== FREE;
  }

  /** Marks it; false when there is none, or it is marked. */
  claim(seq: number, part?: number): boolean {
    const place = this.#placeOf(seq, part ?? WHOLE);
    if (this.#states[place] !== OPEN) return false;
    this.#states[place] = CLAIMED;
    return true;
  }

  isClaimed(seq: number, part?: number): boolean {
    return this.#states[this.#placeOf(seq, part ?? WHOLE)] === CLAIMED;
  }

  /** The bytes of the one that is taken out; -1 when there is none. */
  remove(seq: number, part?: number): number {
    const place = this.#placeOf(seq, part ?? WHOLE);
    if (this.#states[place] === FREE) return -1;
    const bytes = this.#bytes[place] as number;
    this.#count--;
    if (place !== this.#homeOf(seq, part ?? WHOLE)) this.#displaced--;
    // Where everybody is at home nobody moves, and positions come in order: to look would be to pass all that are outstanding.
    if (this.#displaced === 0) this.#states[place] = FREE;
    else this.#close(place);
    return bytes;
  }

  /** The first positions that have one which is not marked, in the order in which they came. */
  oldest(count: number): number[] {
    const open: number[] = [];
    for (let place = 0; place < this.#size; place++) if (this.#states[place] === OPEN) open.push(place);
    open.sort((a, b) => (this.#times[a] as number) - (this.#times[b] as number));
    return [...new Set(open.map((place) => this.#seqs[place] as number))].slice(0, count);
  }

  /** Where it would be if it met nobody: positions come in order, so that neighbours do not meet. */
  #homeOf(seq: number, part: number): number {
    return (seq + Math.imul(part + 1, 0x9e37)) & (this.#size - 1);
  }

  /** Where it is, or would be. */
  #placeOf(seq: number, part: number): number {
    const mask = this.#size - 1;
    let place = this.#homeOf(seq, part);
    while (this.#states[place] !== FREE && (this.#seqs[place] !== seq || this.#parts[place] !== part))
      place = (place + 1) & mask;
    return place;
  }

  #put(place: number, state: number, seq: number, part: number, bytes: number, time: number): void {
    if (place !== this.#homeOf(seq, part)) this.#displaced++;
    this.#states[place] = state;
    this.#seqs[place] = seq;
    this.#parts[place] = part;
    this.#bytes[place] = bytes;
    this.#times[place] = time;
  }

  /** Frees a place, and moves those into it that stand further on than they should. */
  #close(free: number): void {
    const mask = this.#size - 1;
    for (let gap = free, place = free; ; ) {
      place = (place + 1) & mask;
      if (this.#states[place] === FREE) {
        this.#states[gap] = FREE;
        return;
      }
      const home = this.#homeOf(this.#seqs[place] as number, this.#parts[place] as number);
      if (((place - home) & mask) < ((place - gap) & mask)) continue;
      this.#states.copyWithin(gap, place, place + 1);
      for (const numbers of [this.#seqs, this.#parts, this.#bytes, this.#times])
        numbers[gap] = numbers[place] as number;
      if (gap === home) this.#displaced--;
      gap = place;
    }
  }

  #grow(): void {
    const [states, seqs, parts] = [this.#states, this.#seqs, this.#parts];
    const [bytes, times] = [this.#bytes, this.#times];
    this.#size *= 2;
    this.#displaced = 0;
    this.#states = new Uint8Array(this.#size);
    this.#seqs = new Float64Array(this.#size);
    this.#parts = new Float64Array(this.#size);
    this.#bytes = new Float64Array(this.#size);
    this.#times = new Float64Array(this.#size);
    states.forEach((state, at) => {
      if (state === FREE) return;
      const [seq, part] = [seqs[at] as number, parts[at] as number];
      this.#put(this.#placeOf(seq, part), state, seq, part, bytes[at] as number, times[at] as number);
    });
  }
}
