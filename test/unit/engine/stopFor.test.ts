import { describe, expect, it } from 'vitest';
import { stopFor, stopReason } from '../../../src/engine/stopFor.js';

describe('stopFor', () => {
  it('should give the reason while it stops, the inner one of two, and «cancelled» again afterwards', () => {
    const seen: string[] = [];
    const see = () => seen.push(stopReason());
    stopFor('timeout', () => {
      see();
      stopFor('hedged', see);
      see();
    });
    see();
    expect(seen).toEqual(['timeout', 'hedged', 'timeout', 'cancelled']);
  });

  it('should take the reason back when the stopping fails', () => {
    const stop = () => {
      throw new Error('no');
    };
    expect(() => stopFor('timeout', stop)).toThrow('no');
    expect(stopReason()).toBe('cancelled');
  });
});
