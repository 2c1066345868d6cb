import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FileChunks } from '../../src/sources/FileChunks.js';
import { fromLines } from '../../src/sources/fromLines.js';
import { openInput } from '../../src/sources/openInput.js';

describe('a file that is read in chunks', () => {
  let folder: string;
  let path: string;
  const bytes = randomBytes(1_000_003);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxprompt-input-'));
    path = join(folder, 'bytes');
    writeFileSync(path, bytes);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('should come whole and in order, each chunk as it was until the next one is asked for', async () => {
    const file = await open(path);
    const chunks = new FileChunks(file);
    const hash = createHash('sha256');
    for (let chunk = await chunks.next(); !chunk.done; chunk = await chunks.next()) {
      // As long as the next one takes to be read.
      await file.stat();
      hash.update(chunk.value);
    }
    expect(hash.digest('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
    await vi.waitFor(() => expect(file.fd).toBe(-1));
  });

  it('should be let go of in the middle, while the next chunk is being read', async () => {
    const file = await open(path);
    const chunks = new FileChunks(file);
    await chunks.next();
    chunks.close();
    await vi.waitFor(() => expect(file.fd).toBe(-1));
  });

  it('should be unpacked, though the unpacker takes its time', async () => {
    const packed = join(folder, 'bytes.gz');
    writeFileSync(packed, gzipSync(bytes));
    const input = openInput(packed);
    const all: Uint8Array[] = [];
    for (let chunk = await input.next(); chunk !== undefined; chunk = await input.next())
      all.push(chunk as Uint8Array);
    expect(Buffer.concat(all).equals(bytes)).toBe(true);
  });

  it('should be nothing any more when it is closed before it is open', async () => {
    const input = openInput(path);
    const next = input.next();
    input.close();
    await expect(next).rejects.toThrow('cannot read');
  });

  it('should read a pipe that has a name as it comes', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const writer = createWriteStream(pipe);
    writer.write('What is RxJS?\n');
    const { messages } = await firstValueFrom(fromLines(pipe));
    expect(messages[0]?.content).toBe('What is RxJS?');
    writer.end();
  });

  it('should say why it cannot be read', async () => {
    await expect(openInput(folder).next()).rejects.toThrow(`cannot read ${folder}: it is a folder`);
    await expect(openInput(join(folder, 'none')).next()).rejects.toThrow(/cannot read .*none: /);
  });
});
