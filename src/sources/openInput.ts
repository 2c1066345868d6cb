import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { SourceError } from '../errors/SourceError.js';

/** Where lines may come from: a file by its path, a stream such as `process.stdin`, or chunks of any origin. */
export type LineInput = string | Readable | AsyncIterable<Uint8Array | string>;

/** An input that is being read. */
export interface OpenInput {
  /** The next chunk; `undefined` at the end. */
  next(): Promise<Uint8Array | string | undefined>;
  close(): void;
}

const CHUNK_BYTES = 64 * 1024;

/** Opens `input`; nothing is touched before the first `next`. */
export function openInput(input: LineInput): OpenInput {
  const name = typeof input === 'string' ? input : 'the input';
  let chunks: AsyncIterable<Uint8Array | string> | undefined;
  let iterator: AsyncIterator<Uint8Array | string> | undefined;
  return {
    async next() {
      try {
        chunks ??=
          typeof input === 'string' ? createReadStream(input, { highWaterMark: CHUNK_BYTES }) : input;
        iterator ??= chunks[Symbol.asyncIterator]();
        const { done, value } = await iterator.next();
        if (done) return undefined;
        if (typeof value !== 'string' && !(value instanceof Uint8Array)) {
          throw new TypeError(`expected bytes or text, got ${typeof value}`);
        }
        return value;
      } catch (error) {
        throw new SourceError(`cannot read ${name}: ${reasonOf(error)}`, error);
      }
    },
    close() {
      const opened = chunks ?? input;
      // A stream is destroyed, not returned: its iterator would wait for a chunk that need never come.
      if (opened instanceof Readable) opened.destroy();
      else iterator?.return?.().then(undefined, () => {});
    },
  };
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'EISDIR':
      return 'it is a directory';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    default:
      return message ?? String(error);
  }
}
