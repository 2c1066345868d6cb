import { Buffer } from 'node:buffer';

const LEAST_BYTES = 64 * 1024;

/** A buffer that grew beyond this for one enormous line is given back after it. */
const KEEP_BYTES = 1024 * 1024;

/**
 * Lines on their way to a file, as bytes at once: a text that was put together from twenty pieces is read while they are
 * still near. Gathered as texts, all of them have to be fetched from afar when the batch is written.
 */
export class LineBuffer {
  #space: Buffer = Buffer.allocUnsafeSlow(0);
  #length = 0;

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  add(line: string): void {
    // A character takes three bytes at most.
    const most = this.#length + line.length * 3;
    if (most > this.#space.length) this.#grow(most);
    this.#length += this.#space.write(line, this.#length);
  }

  /** All that has been gathered. What is added from now on overwrites it, unless it goes into `other`. */
  take(): Buffer {
    const taken = this.#space.subarray(0, this.#length);
    this.#length = 0;
    if (this.#space.length > KEEP_BYTES) this.#space = Buffer.allocUnsafeSlow(0);
    return taken;
  }

  #grow(bytes: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(bytes, this.#space.length * 2, LEAST_BYTES));
    this.#space.copy(grown, 0, 0, this.#length);
    this.#space = grown;
  }
}
