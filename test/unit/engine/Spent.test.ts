import { describe, expect, it } from 'vitest';
import { Spent } from '../../../src/engine/Spent.js';

const usage = (promptTokens: number, completionTokens: number) => ({
  promptTokens,
  promptCacheHitTokens: promptTokens - 1,
  promptCacheMissTokens: 1,
  completionTokens,
  reasoningTokens: 2,
});
const spent = (...replies: readonly Parameters<Spent['add']>[0][]) => {
  const all = new Spent();
  for (const reply of replies) all.add(reply);
  const { attempts, usage, costUsd } = all;
  return { attempts, usage, costUsd };
};

describe('Spent', () => {
  it('should be nothing before the first, and then the sum, which changes nobody', () => {
    expect(spent()).toEqual({ attempts: 0, usage: undefined, costUsd: 0 });
    const first = usage(10, 5);
    expect(
      spent(
        { attempts: 2, usage: first, costUsd: 0.25 },
        { attempts: 1, usage: usage(20, 7), costUsd: 0.5 },
        { attempts: 3, usage: usage(1, 1), costUsd: 0.125 },
      ),
    ).toEqual({
      attempts: 6,
      usage: {
        promptTokens: 31,
        promptCacheHitTokens: 28,
        promptCacheMissTokens: 3,
        completionTokens: 13,
        reasoningTokens: 6,
      },
      costUsd: 0.875,
    });
    expect(first).toEqual(usage(10, 5));
  });

  it('should know nothing of all when one says nothing, first or last', () => {
    const known = { attempts: 1, usage: usage(10, 5), costUsd: 0.5 };
    const unknown = { attempts: 1, usage: null, costUsd: null };
    for (const replies of [
      [known, unknown],
      [unknown, known],
      [unknown, known, known],
    ])
      expect(spent(...replies)).toEqual({ attempts: replies.length, usage: null, costUsd: null });
  });
});
