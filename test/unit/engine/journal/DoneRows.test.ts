import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DoneRows, markOf } from '../../../../src/engine/journal/DoneRows.js';

describe('DoneRows', () => {
  it('should know each row once, in whatever order and however far apart they come', () => {
    const seqs = fc.oneof(fc.nat(200), fc.nat(200_000), fc.nat({ max: Number.MAX_SAFE_INTEGER }));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(seqs, fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.boolean()), {
          maxLength: 200,
          size: 'max',
        }),
        (rows) => {
          const done = new DoneRows();
          const known = new Map<number, { mark: number; failed: boolean }>();
          for (const [seq, mark, failed] of rows) {
            expect(done.add(seq, mark, failed)).toBe(!known.has(seq));
            if (!known.has(seq)) known.set(seq, { mark, failed });
          }
          for (const [seq, { mark }] of known) expect(done.markOf(seq)).toBe(mark);
          for (const [seq] of rows) expect(done.has(seq + 1)).toBe(known.has(seq + 1));
          expect(done.count).toBe(known.size);
          expect(done.failed).toBe([...known.values()].filter(({ failed }) => failed).length);
          expect(done.last).toBe(Math.max(-1, ...known.keys()));
        },
      ),
    );
  });

  it('should know the parts of a divided prompt apart from each other and from the whole', () => {
    const done = new DoneRows();
    expect(done.add(3, 7, false, 1)).toBe(true);
    expect(done.add(3, 8, true, 0)).toBe(true);
    expect(done.add(3, 9, false, 1)).toBe(false);
    expect([done.markOf(3, 1), done.markOf(3, 0), done.markOf(3, 2), done.markOf(4, 1)]).toEqual([
      7, 8, 0, 0,
    ]);
    expect([done.has(3), done.has(3, 0)]).toEqual([false, true]);
    expect(done.add(3, 5, false)).toBe(true);
    expect([done.count, done.failed, done.last, done.markOf(3)]).toEqual([3, 1, 3, 5]);
  });

  it('should make a mark of a hash that is never the one of no row', () => {
    expect(markOf('0000000000000000')).toBe(1);
    expect(markOf('00000000ffffffff')).toBe(1);
    expect(markOf('ffffffff00000000')).toBe(0xffffffff);
    expect(markOf('3c825f4aa8367a6c')).toBe(0x3c825f4a);
  });
});
