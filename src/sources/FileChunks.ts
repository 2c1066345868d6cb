import { Buffer } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';

const CHUNK_BYTES = 64 * 1024;

/**
 * A file, chunk by chunk, in two buffers that take turns: a chunk is good until the next one is asked for, and that one is
 * read meanwhile. A stream makes a buffer of every chunk, and of a long input some 20 MB of them wait for the garbage
 * collector, which sees only how small the objects in front of them are.
 */
export class FileChunks implements AsyncIterator<Uint8Array, undefined> {
  readonly #file: FileHandle;
  #here = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #ahead = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  #reading: Promise<number> | undefined;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    const length = await (this.#reading ?? this.#read());
    if (length === 0) {
      this.close();
      return { done: true, value: undefined };
    }
    const chunk = this.#ahead;
    this.#ahead = this.#here;
    this.#here = chunk;
    this.#reading = this.#read();
    return { done: false, value: chunk.subarray(0, length) };
  }

  close(): void {
    // Waits for what is being read, whose outcome nobody wants any more.
    this.#file.close().catch(() => {});
  }

  #read(): Promise<number> {
    const reading = this.#file.read(this.#ahead, 0, CHUNK_BYTES).then(({ bytesRead }) => bytesRead);
    // Whoever asks for the chunk is told; perhaps nobody does.
    reading.catch(() => {});
    return reading;
  }
}
