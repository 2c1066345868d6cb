import { Buffer } from 'node:buffer';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as zlib from 'node:zlib';
import { SourceError } from '../errors/SourceError.js';

type Unpacker = (options: { chunkSize: number }) => Transform;

/** A compression that is told from its first bytes. */
interface Packing {
  readonly name: string;
  readonly magic: readonly number[];
  /** `undefined` where this Node cannot, or not safely. */
  unpacker(): Unpacker | undefined;
  readonly command: string;
}

const PACKINGS: readonly Packing[] = [
  { name: 'gzip', magic: [0x1f, 0x8b], unpacker: () => zlib.createGunzip, command: 'gunzip -c' },
  {
    name: 'zstd',
    magic: [0x28, 0xb5, 0x2f, 0xfd],
    unpacker: zstdUnpacker,
    command: 'zstd -dc',
  },
];
const CHUNK_SIZE = 64 * 1024;

type Chunk = Uint8Array | string;

/** Chunks of text, and how to let go of what unpacks them. */
export interface Unpacked {
  next(): Promise<IteratorResult<Chunk>>;
  close(): void;
}

/** Chunks as they are, or unpacked when the first bytes are those of gzip or zstd, whatever the name of the file. */
export async function unpack(packed: AsyncIterator<Chunk>): Promise<Unpacked> {
  let first = await packed.next();
  // A pipe may hand out single bytes.
  while (!first.done && mayBecome(first.value)) {
    // A chunk is good only until the next one is asked for.
    const begun = Buffer.from(first.value);
    const more = await packed.next();
    first = { done: false, value: begun };
    if (more.done) break;
    first = { done: false, value: Buffer.concat([begun, Buffer.from(more.value)]) };
  }
  const packing = first.done
    ? undefined
    : PACKINGS.find(({ magic }) => beginsWith(first.value, magic, magic.length));
  if (packing === undefined) return withFirst(first, packed);
  const open = packing.unpacker();
  if (open === undefined) {
    throw new SourceError(
      `the input is compressed with ${packing.name}, which this version of Node cannot unpack: unpack it (${packing.command})`,
    );
  }
  const unpacker = open({ chunkSize: CHUNK_SIZE });
  // What goes wrong comes out of the unpacker.
  pipeline(() => iterate(withFirst(first, packed)), unpacker).catch(() => {});
  const chunks = unpacker[Symbol.asyncIterator]() as AsyncIterator<Chunk>;
  return { next: () => chunks.next(), close: () => unpacker.destroy() };
}

/** The frame of `a`, without its last byte. */
const CUT_FRAME = Buffer.from('28b52ffd2001090000', 'hex');

/** Node has it from 22.15 and 23.8 on, but the one of 22 takes data that is cut off for whole: prompts would be lost. */
function zstdUnpacker(): Unpacker | undefined {
  const { createZstdDecompress, zstdDecompressSync } = zlib as {
    createZstdDecompress?: Unpacker;
    zstdDecompressSync?: (data: Buffer) => Buffer;
  };
  try {
    zstdDecompressSync?.(CUT_FRAME);
    return undefined;
  } catch {
    return createZstdDecompress;
  }
}

function withFirst(first: IteratorResult<Chunk>, rest: AsyncIterator<Chunk>): Unpacked {
  let begun = false;
  return {
    next() {
      if (begun) return rest.next();
      begun = true;
      return Promise.resolve(first);
    },
    close() {},
  };
}

async function* iterate({ next }: Unpacked): AsyncGenerator<Chunk> {
  // Copied: the unpacker may still be at it when the next one is asked for.
  for (let chunk = await next(); !chunk.done; chunk = await next()) yield Buffer.from(chunk.value);
}

/** Whether the bytes are too few to tell. */
function mayBecome(chunk: Chunk): boolean {
  return PACKINGS.some(({ magic }) => chunk.length < magic.length && beginsWith(chunk, magic, chunk.length));
}

function beginsWith(chunk: Chunk, magic: readonly number[], length: number): boolean {
  return (
    typeof chunk !== 'string' &&
    chunk.length > 0 &&
    magic.slice(0, length).every((byte, at) => chunk[at] === byte)
  );
}
