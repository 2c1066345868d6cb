import { Buffer } from 'node:buffer';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

const BUFFER_BYTES = 1024 * 1024;

/** Writes lines to a draft, which takes the place of a file once it is whole and on the disk. */
export class LineWriter {
  readonly #path: string;
  readonly #draft: string;
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  #length = 0;

  constructor(path: string) {
    this.#path = path;
    this.#draft = `${path}.tmp`;
    this.#fd = openSync(this.#draft, 'w');
  }

  /** The line from `start` to the line end at `end`. */
  write(bytes: Buffer, start: number, end: number): void {
    const size = end + 1 - start;
    if (this.#length + size > BUFFER_BYTES) this.#flush();
    if (size > BUFFER_BYTES) writeWhole(this.#fd, bytes.subarray(start, end + 1));
    else this.#length += bytes.copy(this.#buffer, this.#length, start, end + 1);
  }

  commit(): void {
    this.#flush();
    fsyncSync(this.#fd);
    closeSync(this.#fd);
    renameSync(this.#draft, this.#path);
  }

  abandon(): void {
    closeSync(this.#fd);
    rmSync(this.#draft, { force: true });
  }

  #flush(): void {
    writeWhole(this.#fd, this.#buffer.subarray(0, this.#length));
    this.#length = 0;
  }
}

function writeWhole(fd: number, bytes: Buffer): void {
  // A disk that is nearly full takes a part; the next write says why.
  for (let rest = bytes; rest.length > 0; ) rest = rest.subarray(writeSync(fd, rest));
}
