import { Buffer } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';

/** Who looks at the lines of a file. */
export interface LineVisitor {
  /** The bytes that the next lines stand in. */
  chunk?(bytes: Buffer, start: number, end: number): void;
  /** A line, without its line end, and where in the file it begins. */
  line(bytes: Buffer, start: number, end: number, offset: number): void;
}

/** Which part of a file to read. */
export interface ByteRange {
  /** Default 0. */
  readonly from?: number;
  /** Default: as long as the file was when it was opened. */
  readonly to?: number;
}

const CHUNK_BYTES = 1024 * 1024;
const LINE_FEED = 10;

/**
 * Shows every line of a file that has its line end, and returns where the last of them ends: what follows is a torn
 * one. The next chunk is read while the lines of this one are looked at.
 */
export async function eachLine(
  path: string,
  visitor: LineVisitor,
  { from = 0, to }: ByteRange = {},
): Promise<number> {
  const file = await open(path, 'r');
  try {
    return await new LineScan(file, visitor, from, to ?? (await file.stat()).size).run();
  } finally {
    await file.close();
  }
}

class LineScan {
  readonly #file: FileHandle;
  readonly #visitor: LineVisitor;
  readonly #to: number;
  /** Where the next chunk stands in the file. */
  #next: number;

  constructor(file: FileHandle, visitor: LineVisitor, from: number, to: number) {
    this.#file = file;
    this.#visitor = visitor;
    this.#next = from;
    this.#to = to;
  }

  async run(): Promise<number> {
    let offset = this.#next;
    let here = new Chunk();
    let ahead = new Chunk();
    let rest: Buffer = Buffer.alloc(0);
    for (let reading = this.#read(here); ; ) {
      const length = await reading;
      if (length === 0) return offset;
      let start = here.prepend(rest);
      // Only now: what is left of the chunk before stands where the next one will.
      reading = this.#read(ahead);
      const { bytes, head } = here;
      const end = head + length;
      this.#visitor.chunk?.(bytes, start, end);
      // What is left of the chunk before has no line end.
      for (
        let at = bytes.indexOf(LINE_FEED, head);
        at !== -1 && at < end;
        at = bytes.indexOf(LINE_FEED, start)
      ) {
        this.#visitor.line(bytes, start, at, offset);
        offset += at + 1 - start;
        start = at + 1;
      }
      rest = bytes.subarray(start, end);
      [here, ahead] = [ahead, here];
    }
  }

  #read({ bytes, head }: Chunk): Promise<number> {
    const length = Math.min(CHUNK_BYTES, this.#to - this.#next);
    if (length <= 0) return Promise.resolve(0);
    const reading = this.#file.read(bytes, head, length, this.#next).then(({ bytesRead }) => {
      this.#next += bytesRead;
      return bytesRead;
    });
    // A visitor that throws leaves it behind.
    reading.catch(() => {});
    return reading;
  }
}

/** A chunk, and before it room for the line that the chunk before it has begun. */
class Chunk {
  bytes = Buffer.allocUnsafeSlow(2 * CHUNK_BYTES);
  /** Where the chunk itself begins. */
  head = CHUNK_BYTES;

  /** Puts `rest` right before the chunk; returns where it begins. */
  prepend(rest: Buffer): number {
    if (rest.length > this.head) {
      const head = 2 * rest.length;
      const grown = Buffer.allocUnsafeSlow(head + CHUNK_BYTES);
      this.bytes.copy(grown, head, this.head);
      this.bytes = grown;
      this.head = head;
    }
    return this.head - rest.copy(this.bytes, this.head - rest.length);
  }
}
