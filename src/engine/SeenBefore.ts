/** 16 MB: of ten million hashes one in some 300 is wrongly taken for a repeat, of a million none. */
const BITS = 2 ** 27;
const PROBES = 4;

/** Tells repeats among any number of hashes, in memory that does not grow: a Bloom filter. */
export class SeenBefore {
  readonly #bits = new Uint32Array(BITS / 32);

  /** Whether `hash`, of 16 hex digits, has been added before; adds it. */
  add(hash: string): boolean {
    const first = Number.parseInt(hash.slice(0, 8), 16);
    const second = Number.parseInt(hash.slice(8), 16) | 1;
    let seen = true;
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = ((first + Math.imul(probe, second)) >>> 0) % BITS;
      const mask = 1 << (bit & 31);
      const word = this.#bits[bit >>> 5] as number;
      if ((word & mask) === 0) {
        seen = false;
        this.#bits[bit >>> 5] = word | mask;
      }
    }
    return seen;
  }
}
