import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PaceMeter } from '../../src/telemetry/PaceMeter.js';

describe('PaceMeter', () => {
  it('should note what is new in each second', () => {
    const meter = new PaceMeter(new Date(0));
    meter.sample(0.5, { total: 3, failed: 1 });
    meter.sample(0.9, { total: 4, failed: 1 });
    meter.sample(2.1, { total: 9, failed: 2 });
    expect(meter.record).toEqual({
      started_at: '1970-01-01T00:00:00.000Z',
      interval_s: 1,
      rows: [4, 0, 5],
      failed: [1, 0, 1],
    });
  });

  it('should stay small and lose no row, however long it lasts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.nat(100), fc.nat(10)), {
          minLength: 1,
          maxLength: 200,
          size: 'max',
        }),
        (steps) => {
          const meter = new PaceMeter(new Date(0));
          let [at, total, failed] = [0, 0, 0];
          for (const [seconds, rows, failures] of steps) {
            [at, total, failed] = [at + seconds, total + rows + failures, failed + failures];
            meter.sample(at, { total, failed });
          }
          const { rows, failed: failures, interval_s } = meter.record;
          const sum = (counts: readonly number[]) => counts.reduce((all, count) => all + count, 0);
          expect([sum(rows), sum(failures)]).toEqual([total, failed]);
          expect(rows.length).toBeLessThanOrEqual(240);
          expect(rows.length).toBe(Math.floor(at / interval_s) + 1);
        },
      ),
    );
  });
});
