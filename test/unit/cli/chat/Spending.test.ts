import { describe, expect, it } from 'vitest';
import { NOTHING, readSpent, Spending, since, spentText } from '../../../../src/cli/chat/Spending.js';
import type { CallEvent } from '../../../../src/types/CallEvent.js';

const usage = {
  promptTokens: 1_200,
  promptCacheHitTokens: 1_152,
  promptCacheMissTokens: 48,
  completionTokens: 310,
  reasoningTokens: 40,
};
const ended = (more: Partial<CallEvent & { type: 'attempt-end' }>): CallEvent => ({
  type: 'attempt-end',
  route: 'r',
  model: 'm',
  outcome: 'ok',
  latencyMs: 1,
  ttftMs: 1,
  usage: null,
  costUsd: null,
  ...more,
});
const wasted = { reason: 'cancelled', tokens: 70, costUsd: 0.02, isEstimate: true };

describe('Spending', () => {
  it('should add up what calls took, and what came of none by estimate', () => {
    const spending = new Spending();
    spending.observe(ended({ usage, costUsd: 0.1 }));
    const before = spending.spent;
    spending.observe(ended({ usage, costUsd: 0.2 }));
    spending.observe(ended({ outcome: 'cancelled', wasted }));
    // Billed, and told: it is not counted twice.
    spending.observe(
      ended({ outcome: 'stream_cut', usage, costUsd: 0.1, wasted: { ...wasted, isEstimate: false } }),
    );
    // Refused before anything was billed.
    spending.observe(ended({ outcome: 'rate_limited' }));
    spending.observe({ type: 'retry', reason: 'rate_limited', delayMs: 1 });
    expect(spending.spent).toEqual({
      hit: 3_456,
      miss: 144,
      out: 930,
      thought: 120,
      wasted: 70,
      usd: 0.42,
      unpriced: 0,
    });
    expect(since(before, spending.spent)).toEqual({
      hit: 2_304,
      miss: 96,
      out: 620,
      thought: 80,
      wasted: 70,
      usd: 0.32,
      unpriced: 0,
    });
  });

  it('should say what nobody knows the price of', () => {
    const spending = new Spending();
    spending.observe(ended({ usage }));
    expect(spending.spent.unpriced).toBe(1);
    expect(spentText(spending.spent)).toContain('$0.00 and what has no known price');
    spending.observe(ended({ usage, costUsd: 0.5 }));
    expect(spentText(spending.spent)).toContain('$0.500 and what has no known price');
  });
});

describe('spentText', () => {
  it('should tell tokens and money', () => {
    expect(
      spentText({ ...NOTHING, hit: 1_152, miss: 48, out: 310, thought: 40, wasted: 70, usd: 0.000213 }),
    ).toBe(
      '1,200 tokens in (1,152 cached, 48 new), 310 out (40 thinking), about 70 for no answer, $0.000213',
    );
    expect(spentText(NOTHING)).toBe('0 tokens in (0 cached, 0 new), 0 out, $0.00');
  });
});

describe('readSpent', () => {
  it('should read what was kept, and nothing else', () => {
    expect(readSpent(JSON.parse(JSON.stringify(NOTHING)))).toEqual(NOTHING);
    for (const wrong of [null, 3, {}, { ...NOTHING, usd: '1' }, { ...NOTHING, hit: -1 }])
      expect(readSpent(wrong)).toBeUndefined();
  });
});
