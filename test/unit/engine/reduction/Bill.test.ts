import { describe, expect, it } from 'vitest';
import { Bill } from '../../../../src/engine/reduction/Bill.js';
import type { Usage } from '../../../../src/types/Usage.js';
import { aFailure, anAnswer } from '../../../helpers/anOutcome.js';
import { aReply } from '../../../helpers/aReply.js';

const usage = (times: number): Usage => ({
  promptTokens: 11 * times,
  promptCacheHitTokens: 4 * times,
  promptCacheMissTokens: 7 * times,
  completionTokens: 5 * times,
  reasoningTokens: 2 * times,
});

describe('Bill', () => {
  it('should be the sum of tokens, money and attempts, of failures their attempts', () => {
    const bill = new Bill();
    bill.add(anAnswer({ usage: usage(1), costUsd: 0.5, attempts: 1 }));
    bill.add(anAnswer({ usage: usage(3), costUsd: 0.25, attempts: 2 }));
    bill.add(aFailure({ attempts: 4 }));
    bill.add(anAnswer({ usage: null, costUsd: 0, attempts: 0 }));
    const whole = bill.on(aReply({ text: 'the whole', cached: 'memory' }));
    expect(whole).toMatchObject({
      text: 'the whole',
      attempts: 7,
      cached: null,
      usage: usage(4),
      costUsd: 0.75,
    });
  });

  it('should not know what it cost once the cost of one is unknown', () => {
    const bill = new Bill();
    bill.add(anAnswer({ costUsd: 0.5 }));
    bill.add(anAnswer({ costUsd: null }));
    bill.add(anAnswer({ costUsd: 0.5 }));
    expect(bill.on(aReply()).costUsd).toBeNull();
  });

  it('should have been stored when nobody was asked', () => {
    const bill = new Bill();
    bill.add(anAnswer({ attempts: 0, cached: 'memory', costUsd: 0, usage: null }));
    expect(bill.on(aReply({ cached: 'redis' }))).toMatchObject({
      attempts: 0,
      cached: 'redis',
      usage: null,
      costUsd: 0,
    });
    expect(new Bill().on(aReply({ cached: null })).cached).toBeNull();
  });
});
