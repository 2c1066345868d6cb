import { describe, expect, it } from 'vitest';
import { RollingCounts } from '../../../../src/engine/circuit/RollingCounts.js';

const read = ({ failed, total }: RollingCounts) => [failed, total];

describe('RollingCounts', () => {
  it('should count what was answered and what failed, and forget a tenth of the window at a time', () => {
    const counts = new RollingCounts(1_000);
    expect(read(counts)).toEqual([0, 0]);
    for (let now = 0; now < 1_000; now += 100) {
      counts.answer(now);
      counts.fail(now + 99);
    }
    expect(read(counts)).toEqual([10, 20]);
    counts.answer(1_000);
    expect(read(counts)).toEqual([9, 19]);
    counts.fail(1_250);
    expect(read(counts)).toEqual([8, 16]);
  });

  it('should have forgotten all after a window without a call, however long it was', () => {
    for (const now of [1_900, 2_000, 123_456, 1e15]) {
      const counts = new RollingCounts(1_000);
      for (let at = 0; at < 1_000; at += 50) counts.fail(at);
      counts.answer(now);
      expect(read(counts)).toEqual([0, 1]);
    }
  });

  it('should go on in the newest when the clock is set back, and know times before 0', () => {
    const counts = new RollingCounts(1_000);
    counts.fail(-950);
    counts.answer(-50);
    counts.fail(-2_000);
    expect(read(counts)).toEqual([2, 3]);
    counts.fail(-50);
    expect(read(counts)).toEqual([3, 4]);
    // The first is a window ago.
    counts.answer(50);
    expect(read(counts)).toEqual([2, 4]);
  });

  it('should begin anew when it is told to', () => {
    const counts = new RollingCounts(1_000);
    counts.answer(0);
    counts.fail(0);
    counts.clear();
    expect(read(counts)).toEqual([0, 0]);
    counts.fail(10);
    expect(read(counts)).toEqual([1, 1]);
  });
});
