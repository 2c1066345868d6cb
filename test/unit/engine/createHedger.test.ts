import { describe, expect, it } from 'vitest';
import { createHedger } from '../../../src/engine/createHedger.js';

describe('createHedger', () => {
  it('should know nothing before it has timed enough, and then when a call is later than 95 of 100', () => {
    const hedger = createHedger({ atLeast: 20 });
    for (let ms = 1; ms < 20; ms++) hedger.took(ms);
    expect(hedger.delayMs).toBeUndefined();
    hedger.took(20);
    expect(hedger.delayMs).toBe(20);
    for (let n = 0; n < 500; n++) hedger.took(n % 100);
    expect(hedger.delayMs).toBe(95);
  });

  it('should look back at every tenth call, and at quantile 1 take the latest of all', () => {
    const hedger = createHedger({ atLeast: 7, quantile: 1 });
    const known = Array.from({ length: 27 }, (_, index) => {
      hedger.took(index + 1);
      return hedger.delayMs;
    });
    expect(known.slice(5)).toEqual([undefined, ...Array(10).fill(7), ...Array(10).fill(17), 27]);
  });

  it('should forget what was long ago', () => {
    const hedger = createHedger({ atLeast: 1 });
    for (let n = 0; n < 500; n++) hedger.took(1_000);
    for (let n = 0; n < 501; n++) hedger.took(10);
    expect(hedger.delayMs).toBe(10);
  });

  it('should let a second call be made for each twenty, and not more than it has saved up', () => {
    const hedger = createHedger({ most: 2 });
    for (let n = 0; n < 19; n++) hedger.began();
    expect(hedger.take()).toBe(false);
    hedger.began();
    expect([hedger.take(), hedger.take()]).toEqual([true, false]);
    for (let n = 0; n < 1_000; n++) hedger.began();
    expect([hedger.take(), hedger.take(), hedger.take()]).toEqual([true, true, false]);
    expect(hedger.hedges).toBe(3);
  });

  it('should name an option that cannot be', () => {
    expect(() => createHedger({ quantile: 95 })).toThrow(
      'expected quantile to be a number from 0 to 1, got 95',
    );
    expect(() => createHedger({ share: -1 })).toThrow('share');
    expect(() => createHedger({ most: 0 })).toThrow('most');
    for (const atLeast of [0, 1.5, 501]) expect(() => createHedger({ atLeast })).toThrow('atLeast');
  });
});
