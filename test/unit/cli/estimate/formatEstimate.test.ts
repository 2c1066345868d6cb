import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../../../src/cli/estimate/Estimate.js';
import { formatEstimate } from '../../../../src/cli/estimate/formatEstimate.js';
import { toEstimate } from '../../../../src/cli/estimate/toEstimate.js';
import { Workload } from '../../../../src/cli/estimate/Workload.js';
import { PRICES } from '../../../../src/engine/money/prices.js';
import { aPrompt } from '../../../helpers/aPrompt.js';

const at = (time: string, { model = 'deepseek-flash', rpm = 1 } = {}): Estimate => {
  const nowMs = Date.parse(time);
  const terms = { model, params: { max_tokens: 100 }, prices: PRICES, reuses: false, attemptMs: 60_000 };
  const workload = new Workload(terms, nowMs);
  for (let seq = 0; seq < 120; seq++) workload.add(aPrompt({ seq }));
  return toEstimate(workload, undefined, { concurrency: 'auto', rpm }, model, PRICES, nowMs);
};
const lines = (estimate: Estimate) => formatEstimate(estimate, { name: 'x', limits: 'any', hint: '' });

describe('an estimate', () => {
  it.each([
    ['2026-11-23T12:00:00Z', 1, 'off-peak hours; prices', 1, 1],
    // Two hours, of which peak has the second; the most is at its price.
    ['2026-11-24T00:00:00Z', 1, 'off-peak hours, then peak hours; prices', 1.5, 2],
    ['2026-11-24T01:00:00Z', 1, 'peak hours until 04:00 UTC; prices', 2, 2],
    // A holiday.
    ['2026-10-01T00:00:00Z', 1, 'off-peak hours; prices', 1, 1],
  ])('should say in which hours a run from %s on is: %s a minute', (time, rpm, words, times, most) => {
    const [cheap, estimate] = [at('2026-11-21T12:00:00Z', { rpm }), at(time, { rpm })];
    expect(lines(estimate)).toContain(words);
    expect(estimate.cost_usd.now).toBeCloseTo(times * (cheap.cost_usd.now as number), 9);
    expect(estimate.cost_usd.at_most).toBeCloseTo(most * (cheap.cost_usd.at_most as number), 9);
  });

  it('should name what has no price', () => {
    expect(lines(at('2026-11-24T00:00:00Z', { model: 'gpt-x' }))).toMatch(
      /cost now +unknown: a model \(gpt-x, or what prompts name\) has no price \(--prices FILE\)\noff-peak +unknown\nat most +unknown\n/,
    );
  });
});
