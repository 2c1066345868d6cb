import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffDelay, retryPolicies } from '../../../src/engine/retryPolicy.js';
import { CallError } from '../../../src/errors/CallError.js';

const busy = new CallError('busy', { code: 'server_error', retryable: true, httpStatus: 503 });

describe('backoffDelay', () => {
  it('should stay between nothing and the bound, whatever the figures', () => {
    const figure = fc.double({ min: 0, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(
        figure,
        figure,
        fc.nat(2_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (initialDelayMs, maxDelayMs, retry, draw) => {
          const delay = backoffDelay({ initialDelayMs, maxDelayMs }, retry, busy, () => draw);
          expect(delay).toBeGreaterThanOrEqual(0);
          expect(delay).toBeLessThanOrEqual(maxDelayMs);
        },
      ),
    );
  });

  it('should wait 4 and 8 s, never more than 10, by the guide', () => {
    const waits = [0, 1, 2, 3].map((retry) => backoffDelay(retryPolicies.guide, retry, busy, () => 0));
    expect(waits).toEqual([4_000, 8_000, 10_000, 10_000]);
  });

  it('should never ask a timer for more than it can keep', () => {
    const ages = new CallError('come back next year', {
      code: 'rate_limited',
      retryable: true,
      retryAfterMs: 3e10,
    });
    expect(backoffDelay({}, 0, ages, () => 1)).toBe(2 ** 31 - 1);
  });
});
