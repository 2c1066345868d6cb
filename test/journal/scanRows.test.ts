import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DoneRows, markOf } from '../../src/engine/journal/DoneRows.js';
import { FlatRowReader } from '../../src/engine/journal/FlatRowReader.js';
import { RowFile } from '../../src/journal/RowFile.js';
import { scanRows } from '../../src/journal/scanRows.js';
import { promptHash } from '../../src/text/promptHash.js';
import { promptAt, rowAt, rowsTo } from './rows.js';

const folder = mkdtempSync(join(tmpdir(), 'rxprompt-scan-'));
const path = join(folder, 'out.jsonl');
const part = `${path}.part`;
afterAll(() => rmSync(folder, { recursive: true }));

async function scan(rows: string | Buffer) {
  writeFileSync(part, rows);
  const done = new DoneRows();
  const { bytes, broken } = await scanRows(part, new FlatRowReader(), done);
  return { bytes, broken, done };
}

/** Reads the file as a run does that goes on with it; returns what is left. */
async function mended(rows: string | Buffer): Promise<string> {
  writeFileSync(part, rows);
  const file = new RowFile(path, false);
  await file.read(new FlatRowReader(), new DoneRows());
  return readFileSync(part, 'utf8');
}

describe('scanRows', () => {
  it('should know each row, its prompt and the failures', async () => {
    const { bytes, broken, done } = await scan(rowsTo(100));
    expect([bytes, broken]).toEqual([statSync(part).size, 0]);
    expect([done.count, done.failed, done.last]).toEqual([100, 10, 99]);
    for (const seq of [0, 9, 57]) expect(done.markOf(seq)).toBe(markOf(promptHash(promptAt(seq))));
  });

  it('should find the end of the last whole row, wherever the file was torn', async () => {
    const whole = Buffer.from(rowsTo(2));
    const last = Buffer.from(rowAt(2));
    for (let torn = 0; torn < last.length; torn++) {
      const { bytes, broken, done } = await scan(Buffer.concat([whole, last.subarray(0, torn)]));
      expect([bytes, broken, done.count]).toEqual([whole.length, 0, 2]);
    }
    expect((await scan(Buffer.concat([whole, last]))).done.count).toBe(3);
  });
});

describe('RowFile', () => {
  it('should cut the torn end off, wherever it was torn', async () => {
    const last = Buffer.from(rowAt(2));
    for (let torn = 0; torn <= last.length; torn += 7) {
      const text = await mended(Buffer.concat([Buffer.from(rowsTo(2)), last.subarray(0, torn)]));
      expect(text).toBe(rowsTo(2));
    }
    expect(await mended('')).toBe('');
    expect(await mended('{"seq":0')).toBe('');
  });

  it('should take out what a power cut has left: zeros at the end and in the middle, half a row, a row twice', async () => {
    const zeros = Buffer.alloc(5_000);
    expect(await mended(Buffer.concat([Buffer.from(rowsTo(3)), zeros]))).toBe(rowsTo(3));
    expect(await mended(Buffer.concat([Buffer.from(rowsTo(3)), zeros, Buffer.from('\n')]))).toBe(rowsTo(3));
    const holed = Buffer.from(rowsTo(4));
    holed.fill(0, rowAt(0).length + 40, rowAt(0).length + 60);
    expect(await mended(holed)).toBe(rowAt(0) + rowAt(2) + rowAt(3));
    expect(await mended(`${rowAt(0)}${rowAt(1).slice(0, 50)}\n${rowAt(2)}`)).toBe(rowAt(0) + rowAt(2));
    expect(await mended(rowsTo(3) + rowAt(1) + rowAt(3))).toBe(rowsTo(4));
  });

  it('should leave a finished file alone that somebody has made something else of', async () => {
    rmSync(part, { force: true });
    writeFileSync(path, `${rowAt(0)}a note\n${rowAt(1)}`);
    const file = new RowFile(path, true);
    await expect(file.read(new FlatRowReader(), new DoneRows())).rejects.toThrow(
      /out\.jsonl holds lines that are no rows/,
    );
    expect(readFileSync(path, 'utf8')).toBe(`${rowAt(0)}a note\n${rowAt(1)}`);
  });
});
