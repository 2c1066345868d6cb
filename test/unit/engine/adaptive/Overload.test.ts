import { describe, expect, it } from 'vitest';
import { Overload } from '../../../../src/engine/adaptive/Overload.js';

/** What `refusals` in a row say, at `now`, of calls that started then. */
const refuse = (overload: Overload, times: number, now: number) =>
  Array.from({ length: times }, () => overload.refused(now, now));

describe('Overload', () => {
  it('should say nothing before twenty calls, then the share that is answered, half at the least', () => {
    const overload = new Overload();
    for (let count = 0; count < 10; count++) overload.answered(0);
    expect(refuse(overload, 10, 0)).toEqual([...Array(9).fill(undefined), 0.5]);
    // It begins anew: twenty refusals, and still half.
    expect(refuse(overload, 20, 1)).toEqual([...Array(19).fill(undefined), 0.5]);
  });

  it('should not mind hiccups: fewer refusals than answers', () => {
    const overload = new Overload();
    for (let count = 0; count < 50; count++) overload.answered(0);
    expect(refuse(overload, 49, 0)).toEqual(Array(49).fill(undefined));
    expect(overload.refused(0, 0)).toBe(0.5);
  });

  it('should count only calls that were sent since it spoke last', () => {
    const overload = new Overload();
    expect(refuse(overload, 20, 100).at(-1)).toBe(0.5);
    // Of the generation before: neither these answers nor these refusals tell anything.
    for (let count = 0; count < 1_000; count++) overload.answered(99);
    for (let count = 0; count < 1_000; count++) expect(overload.refused(200, 99)).toBeUndefined();
    expect(refuse(overload, 19, 200)).toEqual(Array(19).fill(undefined));
    // One that started in that very moment counts.
    expect(overload.refused(200, 100)).toBe(0.5);
    for (let count = 0; count < 15; count++) overload.answered(200);
    expect(refuse(overload, 15, 200).at(-1)).toBe(0.5);
  });
});
