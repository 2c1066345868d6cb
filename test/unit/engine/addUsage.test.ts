import { expect, it } from 'vitest';
import { addUsage } from '../../../src/engine/addUsage.js';
import { aReply } from '../../helpers/aReply.js';

it('should add the tokens of two calls, and keep those of one when nobody reported the others', () => {
  const usage = {
    promptTokens: 12,
    promptCacheHitTokens: 8,
    promptCacheMissTokens: 4,
    completionTokens: 5,
    reasoningTokens: 3,
  };
  expect(addUsage(usage, aReply().usage)).toEqual({
    promptTokens: 24,
    promptCacheHitTokens: 8,
    promptCacheMissTokens: 16,
    completionTokens: 10,
    reasoningTokens: 3,
  });
  expect([addUsage(usage, null), addUsage(null, usage), addUsage(null, null)]).toEqual([usage, usage, null]);
});
