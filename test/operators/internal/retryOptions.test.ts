import { describe, expect, it } from 'vitest';
import { retryOptions } from '../../../operators/internal/retryOptions.js';
import type { CallEvent } from '../../../src/types/CallEvent.js';
import type { Route } from '../../../src/types/Route.js';

const [one, other] = ['one', 'other'].map((name) => ({ name }) as Route) as [Route, Route];
const budget = {} as never;

describe('retryOptions', () => {
  it('should keep retries to a budget, of each route where there are several, or to the one that is given', () => {
    const single = retryOptions({}, [one], undefined).budget;
    expect(single).toMatchObject({ enter: expect.any(Function) });
    expect(retryOptions({}, [one, other], undefined).budget).not.toHaveProperty('enter');
    expect(retryOptions({ retry: { budget } }, [one], undefined).budget).toBe(budget);
    expect(retryOptions({ retry: { budget: false } }, [one], undefined)).toEqual({});
    expect(retryOptions({ retry: false, totalMs: 5 }, [one], undefined)).toEqual({
      maxRetries: 0,
      totalMs: 5,
    });
  });

  it('should pass on what it is told, and leave out what it is not', () => {
    const [random, scheduler] = [() => 0, { now: () => 0 } as never];
    const retry = { maxRetries: 7, budget };
    expect(retryOptions({ retry, totalMs: 5, random, scheduler }, [one], undefined)).toEqual({
      ...{ maxRetries: 7, budget, totalMs: 5, random, scheduler },
    });
    expect(retryOptions({ retry }, [one], undefined)).toEqual(retry);
    // The caller's own word on the whole of it is the last one.
    expect(retryOptions({ retry: { totalMs: 3, budget }, totalMs: 5 }, [one], undefined).totalMs).toBe(3);
  });

  it('should tell of retries, and of how long one had to wait for its budget', () => {
    const events: CallEvent[] = [];
    const { onRetry, onUnpark } = retryOptions({}, [one], (event) => void events.push(event));
    onRetry?.('timeout', 5, new Error('late'));
    onUnpark?.(7);
    expect(events).toEqual([
      { type: 'retry', reason: 'timeout', delayMs: 5 },
      { type: 'admit', waitMs: 7, waitedFor: 'retry_budget' },
    ]);
  });
});
