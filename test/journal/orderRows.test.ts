import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { FlatRowReader } from '../../src/engine/journal/FlatRowReader.js';
import { orderRows } from '../../src/journal/orderRows.js';
import { rowOf } from '../../src/sinks/rowOf.js';
import { anAnswer } from '../helpers/anOutcome.js';
import { rowAt } from './rows.js';

const folder = mkdtempSync(join(tmpdir(), 'rxprompt-order-'));
const path = join(folder, 'rows.jsonl');
afterAll(() => rmSync(folder, { recursive: true }));

async function ordered(rows: readonly string[]) {
  writeFileSync(path, rows.join(''));
  await orderRows(path, new FlatRowReader());
  return readFileSync(path, 'utf8');
}

describe('orderRows', () => {
  it('should put rows in the order of seq, whatever their order, with gaps and far apart', async () => {
    const seqs = fc.uniqueArray(fc.oneof(fc.nat(30), fc.nat(5_000_000)), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(seqs, async (seqs) => {
        const expected = seqs.toSorted((a, b) => a - b).map(rowAt);
        expect(await ordered(seqs.map(rowAt))).toBe(expected.join(''));
      }),
      { numRuns: 50 },
    );
  });

  it('should find rows again that are longer than what it keeps in memory, or far away', async () => {
    const long = (seq: number, length: number) => `${rowOf(anAnswer({ seq, text: 'x'.repeat(length) }))}\n`;
    const rows = Array.from({ length: 60 }, (_, seq) => long(seq, seq === 7 ? 5_000_000 : 60_000));
    const mixed = [rows[7]!, ...rows.slice(8), ...rows.slice(0, 7)];
    expect((await ordered(mixed)) === rows.join('')).toBe(true);
  });

  it('should leave alone what is in order', async () => {
    await ordered([rowAt(0), rowAt(2), rowAt(5)]);
    const { ino } = statSync(path);
    await orderRows(path, new FlatRowReader());
    expect(statSync(path).ino).toBe(ino);
  });
});
