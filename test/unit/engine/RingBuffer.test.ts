import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RingBuffer } from '../../../src/engine/RingBuffer.js';

describe('RingBuffer', () => {
  it('should behave as an array does', () => {
    const step = fc.oneof(fc.constant('shift' as const), { arbitrary: fc.nat(), weight: 2 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const ring = new RingBuffer<number>();
        const array: number[] = [];
        for (const next of steps) {
          if (next === 'shift') expect(ring.shift()).toBe(array.shift());
          else {
            ring.push(next);
            array.push(next);
          }
          expect([ring.length, ring.peek(), ring.at(3)]).toEqual([array.length, array[0], array[3]]);
          expect([ring.at(array.length), ring.at(array.length + 16)]).toEqual([undefined, undefined]);
        }
      }),
    );
  });
});
