import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { lastValueFrom, take, toArray } from 'rxjs';
import { afterAll, describe, expect, it } from 'vitest';
import { fromLines } from '../../src/sources/fromLines.js';
import type { LineInput } from '../../src/sources/openInput.js';

const folder = mkdtempSync(join(tmpdir(), 'rxprompt-packed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const texts = async (input: LineInput) =>
  (await lastValueFrom(fromLines(input).pipe(toArray()))).map(({ messages }) => messages[0]?.content);
const lines = Array.from({ length: 20_000 }, (_, n) => `line ${n}`);
const packed = zlib.gzipSync(lines.join('\n'));

const zlibOfNow = zlib as unknown as Record<
  string,
  ((data: string | Buffer, options?: object) => Buffer) | undefined
>;
const { zstdCompressSync, zstdDecompressSync } = zlibOfNow;

/** Node 22 does. */
function acceptsCut(frame: Buffer): boolean {
  try {
    zstdDecompressSync?.(frame.subarray(0, frame.length / 2));
    return true;
  } catch {
    return false;
  }
}

describe('compressed input', () => {
  it('should be unpacked, whatever the file is called', async () => {
    const file = join(folder, 'prompts.txt');
    writeFileSync(file, packed);
    expect(await texts(file)).toEqual(lines);
  });

  it('should be unpacked from a pipe, also when single bytes come, and in several members', async () => {
    const bytes = Buffer.concat([zlib.gzipSync('a\nb'), zlib.gzipSync('c\n')]);
    expect(await texts(Readable.from([...bytes].map((byte) => Buffer.of(byte))))).toEqual(['a', 'bc']);
  });

  it('should fail when it is cut or damaged, after the prompts before that', async () => {
    const half = Readable.from([packed.subarray(0, packed.length / 2)]);
    await expect(texts(half)).rejects.toThrow(/the compressed data is cut off or damaged/);
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 100, 120);
    await expect(texts(Readable.from([damaged]))).rejects.toThrow(/cut off or damaged/);
    const first = fromLines(Readable.from([packed.subarray(0, packed.length / 2)])).pipe(take(1));
    expect((await lastValueFrom(first)).id).toBe('line-1');
  });

  it('should be let go of in the middle', async () => {
    const pipe = new PassThrough();
    pipe.write(packed.subarray(0, 1_000));
    const source = fromLines(pipe).pipe(take(1));
    expect((await lastValueFrom(source)).seq).toBe(0);
    expect(pipe.destroyed).toBe(true);
  });

  it('should be text when it only begins like something packed', async () => {
    for (const text of ['(', '(a', '\u001f'])
      expect(await texts(Readable.from([Buffer.from(text)]))).toEqual([text]);
    expect(await texts(Readable.from([Buffer.from('('), Buffer.from('b)\n')]))).toEqual(['(b)']);
  });

  it('should be unpacked from zstd where Node can, and else say how', async () => {
    const magic = Buffer.from('28b52ffd', 'hex');
    const refused = /compressed with zstd.*zstd -dc/;
    if (zstdCompressSync === undefined) {
      await expect(texts(Readable.from([magic]))).rejects.toThrow(refused);
      return;
    }
    const ZSTD_c_checksumFlag = 201;
    const frame = zstdCompressSync(lines.join('\n'), { params: { [ZSTD_c_checksumFlag]: 1 } });
    if (acceptsCut(frame)) {
      await expect(texts(Readable.from([frame]))).rejects.toThrow(refused);
      return;
    }
    expect(await texts(Readable.from([frame]))).toEqual(lines);
    const damaged = Buffer.from(frame).fill(0xff, 100, 120);
    for (const broken of [damaged, frame.subarray(0, frame.length / 2)])
      await expect(texts(Readable.from([broken]))).rejects.toThrow(/cut off or damaged/);
  });
});
