import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { reasonOf } from '../engine/reasonOf.js';
import { SourceError } from '../errors/SourceError.js';
import { FileChunks } from './FileChunks.js';
import { type Unpacked, unpack } from './unpack.js';

/**
 * Where lines may come from: a file by its path, a stream such as `process.stdin`, or chunks of any origin. What is
 * compressed with gzip, or with zstd where Node knows it, is unpacked.
 */
export type LineInput = string | Readable | AsyncIterable<Uint8Array | string>;

/** An input that is being read. */
export interface OpenInput {
  /** The next chunk, good until the one after it is asked for; `undefined` at the end. */
  next(): Promise<Uint8Array | string | undefined>;
  close(): void;
}

/** Opens `input`; nothing is touched before the first `next`. */
export function openInput(input: LineInput): OpenInput {
  const name = typeof input === 'string' ? input : 'the input';
  let chunks: FileChunks | Exclude<LineInput, string> | undefined;
  let iterator: AsyncIterator<Uint8Array | string> | undefined;
  let unpacked: Unpacked | undefined;
  let closed = false;

  const begin = async () => {
    chunks = typeof input === 'string' ? await openFile(input) : input;
    if (closed) close();
    iterator = chunks instanceof FileChunks ? chunks : chunks[Symbol.asyncIterator]();
    return unpack(iterator);
  };

  const close = () => {
    closed = true;
    unpacked?.close();
    const opened = chunks ?? input;
    if (opened instanceof FileChunks) opened.close();
    // A stream is destroyed, not returned: its iterator would wait for a chunk that need never come.
    else if (opened instanceof Readable) opened.destroy();
    else iterator?.return?.().then(undefined, () => {});
  };

  return {
    async next() {
      try {
        unpacked ??= await begin();
        const { done, value } = await unpacked.next();
        if (done) return undefined;
        if (typeof value !== 'string' && !(value instanceof Uint8Array)) {
          throw new TypeError(`expected bytes or text, got ${typeof value}`);
        }
        return value;
      } catch (error) {
        if (error instanceof SourceError) throw error;
        throw new SourceError(`cannot read ${name}: ${wordsOf(error)}`, error);
      }
    },
    close,
  };
}

/** A pipe or a terminal may have a name, too. */
async function openFile(path: string): Promise<FileChunks | Readable> {
  const file = await open(path);
  return (await file.stat()).isFile() ? new FileChunks(file) : file.createReadStream();
}

function wordsOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'Z_BUF_ERROR' || code === 'Z_DATA_ERROR' || code?.startsWith('ZSTD_error')
    ? `the compressed data is cut off or damaged (${message})`
    : reasonOf(error);
}
