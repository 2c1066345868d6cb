/**
 * A name of 64 bits for texts and numbers, in the order in which they are added. For telling a changed text from an
 * unchanged one: quick on short ones, a fifth of SHA-256 with its call, and not safe against somebody who wants two
 * texts to agree.
 *
 * @see cyrb53 by bryc (public domain), with all its 64 bits
 */
export class Fingerprint {
  #high = 0x41c6ce57;
  #low = 0xdeadbeef;

  /** With its length first: two texts are never taken for one. */
  text(text: string): void {
    this.number(text.length);
    let high = this.#high;
    let low = this.#low;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      low = Math.imul(low ^ unit, 0x9e3779b1);
      high = Math.imul(high ^ unit, 0x5f356495);
    }
    this.#high = high;
    this.#low = low;
  }

  /** A whole number of 32 bits. */
  number(value: number): void {
    this.#low = Math.imul(this.#low ^ value, 0x9e3779b1);
    this.#high = Math.imul(this.#high ^ value, 0x5f356495);
  }

  /** 16 hex digits. */
  hex(): string {
    const low =
      Math.imul(this.#low ^ (this.#low >>> 16), 0x85ebca6b) ^
      Math.imul(this.#high ^ (this.#high >>> 13), 0xc2b2ae35);
    const high =
      Math.imul(this.#high ^ (this.#high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
    return hex32(high) + hex32(low);
  }
}

/** Two digits for each byte: a third of `toString(16)` with its padding. */
const DIGITS: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

function hex32(value: number): string {
  return (
    (DIGITS[value >>> 24] as string) +
    DIGITS[(value >>> 16) & 255] +
    DIGITS[(value >>> 8) & 255] +
    DIGITS[value & 255]
  );
}
