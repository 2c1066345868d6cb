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

  it('should last two seconds at least, and then for 400 calls, but not longer than five seconds', () => {
    const hold = new Hold();
    hold.begin(100, 1_000, false);
    make(hold, 399);
    expect(lastsFor(hold, 1_000)).toBe(5_000);
    make(hold, 1);
    expect(lastsFor(hold, 1_000)).toBe(2_000);
  });

  it('should last as many calls more for each that was refused', () => {
    const hold = new Hold();
    hold.begin(100, 0, false);
    hold.refused();
    make(hold, 799);
    expect(lastsFor(hold, 0)).toBe(5_000);
    make(hold, 1);
    expect(lastsFor(hold, 0)).toBe(2_000);
  });

  it('should be short where the limit is a guess, however few calls there are', () => {
    const hold = new Hold();
    hold.begin(100, 0, true);
    expect(lastsFor(hold, 0)).toBe(2_000);
  });

  it('should last longer when it is the same limit again and few calls were made, up to four minutes', () => {
    const hold = new Hold();
    const lasted: number[] = [];
    let now = 0;
    for (let times = 0; times < 12; times++) {
      hold.begin(100 + (times % 2) * 5, now, false);
      make(hold, 139);
      lasted.push(lastsFor(hold, now));
      now += 900_000;
    }
    expect(lasted.slice(0, 4)).toEqual([5_000, 7_500, 11_250, 16_880]);
    expect(lasted.at(-1)).toBe(240_000);
    // Another one: it begins anew.
    hold.begin(200, now, false);
    expect(lastsFor(hold, now)).toBe(5_000);
  });

  it.each([
    ['more calls were made', 140, 10, 900_000],
    ['the limit is another one', 10, 11.6, 900_000],
    ['it was cut before the time was over', 10, 10, 1_999],
  ])('should not last longer when %s', (_, calls, level, after) => {
    const hold = new Hold();
    hold.begin(10, 0, false);
    make(hold, calls);
    hold.begin(level, after, false);
    expect(lastsFor(hold, after)).toBe(5_000);
  });

  it('should take limits for the same that differ by one call and a twentieth', () => {
    const hold = new Hold();
    hold.begin(10, 0, false);
    hold.begin(11.5, 900_000, false);
    expect(lastsFor(hold, 900_000)).toBe(7_500);
  });
});
