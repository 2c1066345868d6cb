import { SourceError } from '../errors/SourceError.js';
import { foreignFormat } from './foreignFormat.js';
import { type LineInput, type OpenInput, openInput } from './openInput.js';

/** Reads an input for a feed, one chunk whenever it is asked. */
export class ChunkReader {
  /** Whether the input has come to its end. */
  over = false;
  readonly #opened: OpenInput;
  readonly #take: (chunk: Uint8Array | string | undefined) => void;
  #begun = false;
  #closed = false;

  /** @param take Is given each chunk, good until it returns, and `undefined` at the end. */
  constructor(input: LineInput, take: (chunk: Uint8Array | string | undefined) => void) {
    this.#opened = openInput(input);
    this.#take = take;
  }

  /** See `fetch` of a `Feed`. */
  fetch(ready: () => void, failed: (error: unknown) => void): void {
    this.#read().then(
      () => {
        if (!this.#closed) ready();
      },
      (error) => {
        if (!this.#closed) failed(error);
      },
    );
  }

  close(): void {
    this.#closed = true;
    this.#opened.close();
  }

  async #read(): Promise<void> {
    const chunk = await this.#opened.next();
    if (this.#closed) return;
    if (chunk === undefined) this.over = true;
    else if (!this.#begun) {
      const found = foreignFormat(chunk);
      if (found !== undefined) throw new SourceError(found);
      this.#begun = true;
    }
    this.#take(chunk);
  }
}
