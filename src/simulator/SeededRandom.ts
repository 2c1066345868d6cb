/** Two hexadecimal digits for each byte. */
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * The one source of chance in the simulator: equal seeds give equal sequences.
 *
 * The generator is mulberry32 (Tommy Ettinger, public domain): one 32-bit word of state, a full period, a few
 * nanoseconds a number. It is not for secrets.
 */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** The next 32 bits. */
  word(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return (bits ^ (bits >>> 14)) >>> 0;
  }

  /** A number in [0, 1). */
  share(): number {
    return this.word() / 4_294_967_296;
  }

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.share() * below);
  }

  /** A lognormal sample with that median; sigma 0 gives the median itself and draws nothing. */
  lognormal(median: number, sigma: number): number {
    if (sigma === 0 || median === 0) return median;
    // Box and Muller (1958), the cosine half.
    const normal = Math.sqrt(-2 * Math.log(1 - this.share())) * Math.cos(2 * Math.PI * this.share());
    return median * Math.exp(sigma * normal);
  }

  /** Eight hexadecimal digits. */
  hex8(): string {
    const word = this.word();
    return hex[word >>> 24]! + hex[(word >>> 16) & 255]! + hex[(word >>> 8) & 255]! + hex[word & 255]!;
  }

  /** A UUID of version 4. */
  uuid(): string {
    const second = this.hex8();
    const third = this.hex8();
    return `${this.hex8()}-${second.slice(0, 4)}-4${second.slice(5)}-${'89ab'[third.charCodeAt(0) & 3]}${third.slice(1, 4)}-${third.slice(4)}${this.hex8()}`;
  }
}
