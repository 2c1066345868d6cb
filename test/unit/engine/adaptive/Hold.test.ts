import { describe, expect, it } from 'vitest';
import { Hold } from '../../../../src/engine/adaptive/Hold.js';

/** The milliseconds, in tens, for which it lasts from `since` on. */
function lastsFor(hold: Hold, since: number): number {
  let ms = 0;
  while (ms < 900_000 && hold.lasts(since + ms)) ms += 10;
  return ms;
}

function make(hold: Hold, calls: number): void {
  for (let call = 0; call < calls; call++) hold.started();
}

describe('Hold', () => {
  it('should not begin by itself', () => {
    expect(new Hold().lasts(0)).toBe(false);
  });

  it.each(['tried', 'unasked'] as const)(
    'should last two seconds at least, and then for 400 calls for each that was refused (%s)',
    (how) => {
      const hold = new Hold();
      hold.begin(1_000, 1_000, how);
      make(hold, 399);
      expect(lastsFor(hold, 1_000)).toBe(5_000);
      make(hold, 1);
      expect(lastsFor(hold, 1_000)).toBe(2_000);
      hold.refused();
      make(hold, 399);
      expect(lastsFor(hold, 1_000)).toBe(5_000);
      make(hold, 1);
      expect(lastsFor(hold, 1_000)).toBe(2_000);
    },
  );

  it('should be short where the limit is a guess, however few calls there are', () => {
    const hold = new Hold();
    hold.begin(100, 0, 'guess');
    expect(lastsFor(hold, 0)).toBe(2_000);
  });

  it('should last for 140 calls, or ten minutes, where more was tried in vain', () => {
    const hold = new Hold();
    hold.begin(100, 0, 'tried');
    make(hold, 139);
    expect(lastsFor(hold, 0)).toBe(600_000);
    make(hold, 1);
    expect(lastsFor(hold, 0)).toBe(5_000);
  });

  it('should last no longer than five seconds when nothing more was tried', () => {
    const hold = new Hold();
    hold.begin(10, 0, 'unasked');
    expect(lastsFor(hold, 0)).toBe(5_000);
    hold.begin(10, 0, 'tried');
    hold.begin(10, 0, 'unasked');
    expect(lastsFor(hold, 0)).toBe(5_000);
  });

  it.each([
    [99, 3],
    [100, 1],
  ])('should count at most so many refusals there: at a limit of %i, %i', (level, most) => {
    const hold = new Hold();
    hold.begin(level, 0, 'tried');
    for (let more = 1; more < 9; more++) hold.refused();
    make(hold, 140 * most - 1);
    expect(lastsFor(hold, 0)).toBe(600_000);
    make(hold, 1);
    expect(lastsFor(hold, 0)).toBe(5_000);
  });
});
