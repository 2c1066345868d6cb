import { describe, expect, it } from 'vitest';
import { Overload } from '../../../../src/engine/adaptive/Overload.js';

const HEARD_MS = 50;

/**
 * Starts calls, one a millisecond, of which every so many-th is refused 50 ms later; gives what was said of each.
 */
function run(overload: Overload, from: number, calls: number, every: number, limit: number) {
  const said: (boolean | number)[] = [];
  for (let at = from; at < from + calls; at++) {
    overload.started();
    if ((at - HEARD_MS) % every === 0 && at - HEARD_MS >= from) {
      said.push(overload.refused(at, at - HEARD_MS, limit, HEARD_MS));
    }
  }
  return said;
}

describe('Overload', () => {
  it('should take a refusal as meant for us at first, and let few of many be', () => {
    const overload = new Overload();
    overload.started();
    expect(overload.refused(50, 0, 100, HEARD_MS)).toBe(true);
    for (let call = 0; call < 60; call++) overload.started();
    expect(overload.refused(100, 60, 100, HEARD_MS)).toBe(false);
  });

  it('should give back the limit when three times less of it is refused as often', () => {
    const overload = new Overload();
    const said: (boolean | number)[][] = [];
    for (const [step, limit] of [100, 74, 55, 41, 30, 22].entries()) {
      said.push(run(overload, step * 1_000, 300, 5, limit));
    }
    expect(said.flat().filter((answer) => typeof answer === 'number')).toEqual([100]);
    // And is let be for a minute.
    expect(run(overload, 10_000, 300, 5, 100).every((answer) => answer === false)).toBe(true);
  });

  it('should go on while less is refused less often, or nearly all is', () => {
    for (const shares of [
      [2, 5, 12],
      [1, 1, 1, 1, 1, 1],
    ]) {
      const overload = new Overload();
      let limit = 1_000;
      for (const [step, every] of shares.entries()) {
        const said = run(overload, step * 1_000, 300, every, limit);
        expect(said.filter((answer) => typeof answer === 'number')).toEqual([]);
        limit *= 0.7;
      }
    }
  });

  it('should take it back when more is refused with all of the limit', () => {
    const overload = new Overload();
    for (const [step, limit] of [100, 74, 55, 41, 30, 22].entries())
      run(overload, step * 1_000, 300, 5, limit);
    expect(run(overload, 10_000, 600, 2, 100)).toContain(true);
  });

  it('should let no limit fall below three quarters before it is known whether that helps', () => {
    const overload = new Overload();
    expect(overload.least).toBe(0);
    overload.started();
    overload.refused(50, 0, 100, HEARD_MS);
    expect(overload.least).toBe(75);
  });
});
