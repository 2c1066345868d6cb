import { Buffer } from 'node:buffer';

const NOTHING = Buffer.allocUnsafeSlow(0);

const LEAST_BYTES = 64 * 1024;

/** A buffer that grew beyond this for one enormous line is given back after it. */
const KEEP_BYTES = 1024 * 1024;

/**
 * Lines on their way to a file, as bytes at once: a text that was put together from twenty pieces is read while they are
 * still near. Gathered as texts, all of them have to be fetched from afar when the batch is written.
 */
export class LineBuffer {
  #space: Buffer = NOTHING;
  /** What was taken last. */
  #taken: Buffer = NOTHING;
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

  /** All that has been gathered, good until the next call: what is added meanwhile goes elsewhere. */
  take(): Buffer {
    const space = this.#space;
    const length = this.#length;
    this.#space = this.#taken;
    this.#taken = space.length > KEEP_BYTES ? NOTHING : space;
    this.#length = 0;
    return space.subarray(0, length);
  }

  #grow(bytes: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(bytes, this.#space.length * 2, LEAST_BYTES));
    this.#space.copy(grown, 0, 0, this.#length);
    this.#space = grown;
  }
}
