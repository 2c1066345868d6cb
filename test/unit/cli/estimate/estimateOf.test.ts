import { describe, expect, it } from 'vitest';
import { GUESSED_ANSWERS } from '../../../../src/cli/estimate/Answers.js';
import { estimateOf } from '../../../../src/cli/estimate/estimateOf.js';
import { Reservoir } from '../../../../src/cli/estimate/Reservoir.js';
import { type Load, type Terms, Workload } from '../../../../src/cli/estimate/Workload.js';
import { PRICES } from '../../../../src/engine/money/prices.js';
import { aPrompt } from '../../../helpers/aPrompt.js';

const offPeak = Date.parse('2026-11-23T12:00:00Z');
/** Five minutes before it ends. */
const peak = Date.parse('2026-11-24T03:55:00Z');
const load = (fields: Partial<Load> = {}): Load => ({
  model: 'deepseek-flash',
  thinking: false,
  maxTokens: undefined,
  calls: 1_000,
  inputTokens: 1e6,
  ...fields,
});
const answers = { ...GUESSED_ANSWERS, outputTokens: () => 500, latencySeconds: () => 6 };
const estimate = (loads: readonly Load[], pace = { concurrency: 10 }, nowMs = offPeak) =>
  estimateOf(loads, answers, pace, PRICES, nowMs);

describe('estimateOf', () => {
  it('should price the tokens, now and off-peak', () => {
    expect(estimate([load()])).toMatchObject({ input: 1e6, output: 500_000, peak: false });
    expect(estimate([load()]).nowUsd).toBeCloseTo(0.15 + 0.3, 9);
    expect(estimate([load()]).offPeakUsd).toBeCloseTo(0.15 + 0.3, 9);
  });

  it('should take the prices of the hours that it lasts', () => {
    // 600 s, the first half of them at peak.
    const { nowUsd, offPeakUsd, ...at } = estimate([load()], { concurrency: 10 }, peak);
    expect(at).toMatchObject({ duration_s: 600, peak: true, off_peak_from: '2026-11-24T04:00:00.000Z' });
    expect([nowUsd, offPeakUsd]).toEqual([expect.closeTo(0.45 * 1.5, 9), expect.closeTo(0.45, 9)]);
  });

  it('should not expect answers above their limit, nor guess a price', () => {
    expect(estimate([load({ maxTokens: 100 }), load({ maxTokens: 900 })]).output).toBe(600_000);
    expect(estimate([load(), load({ model: 'gpt-x' })])).toMatchObject({ nowUsd: null, offPeakUsd: null });
  });

  it('should count what the provider has cached, and what its bills have taught', () => {
    const taught = { ...answers, cachedShare: 0.5, ratioOf: () => 2 };
    const { input, nowUsd } = estimateOf([load()], taught, { concurrency: 10 }, PRICES, offPeak);
    expect([input, nowUsd]).toEqual([2e6, expect.closeTo(0.003 + 0.15 + 0.3, 9)]);
  });

  it.each([
    [{ concurrency: 10 }, 600, 'concurrency'],
    [{ concurrency: 2_000 }, 6, 'concurrency'],
    [{ concurrency: 10, rpm: 60 }, 1_000, 'rpm'],
    [{ concurrency: 10, rpm: 600, tpm: 60_000 }, 1_500, 'tpm'],
  ])('should know what bounds the speed: %j', (pace, duration_s, bound_by) => {
    expect(estimate([load()], pace)).toMatchObject({ duration_s, bound_by });
  });

  it('should be nothing for nothing', () => {
    expect(estimate([])).toMatchObject({ input: 0, output: 0, nowUsd: 0, duration_s: 0 });
  });
});

describe('Workload', () => {
  const terms: Terms = {
    model: 'deepseek-flash',
    params: { max_tokens: 100 },
    prices: PRICES,
    reuses: true,
    attemptMs: 600_000,
  };

  it('should leave out what is bad, and what the cache will answer', () => {
    const workload = new Workload(terms, offPeak);
    const rejection = { code: 'bad_input', message: 'no' } as const;
    const asked = [
      aPrompt(),
      aPrompt({ seq: 1 }),
      aPrompt({ rejection }),
      aPrompt({ params: { top_p: 0.5 } }),
    ];
    expect(asked.map((prompt) => workload.add(prompt))).toEqual([true, false, false, true]);
    expect(workload).toMatchObject({ total: 4, bad: 1, repeated: 1 });
    expect([...workload.loads].map(({ calls }) => calls)).toEqual([2]);
    const asksAll = new Workload({ ...terms, reuses: false }, offPeak);
    expect([aPrompt(), aPrompt()].map((prompt) => asksAll.add(prompt))).toEqual([true, true]);
  });

  it('should keep models, thinking and limits apart', () => {
    const workload = new Workload(terms, offPeak);
    for (const params of [
      {},
      { model: 'gpt-x' },
      { thinking: { type: 'disabled' as const } },
      { max_tokens: 9 },
    ]) {
      workload.add(aPrompt({ params }));
    }
    expect([...workload.loads].map(({ model, thinking, maxTokens }) => [model, thinking, maxTokens])).toEqual(
      [
        ['deepseek-flash', true, 100],
        ['gpt-x', false, 100],
        ['deepseek-flash', false, 100],
        ['deepseek-flash', true, 9],
      ],
    );
    expect(workload.atMostUsd(0)).toBeNull();
  });

  it('should know the most that it may cost', () => {
    const workload = new Workload(terms, offPeak);
    workload.add(aPrompt());
    const most = workload.atMostUsd(0) as number;
    expect(most).toBeGreaterThan(0.6 * 1e-4);
    expect(most).toBeLessThan(2e-4);
    // Twelve hours on it is 8 o'clock in Beijing, 13 hours on the first hour is peak.
    expect(workload.atMostUsd(11 * 3_600_000)).toBe(most);
    expect(workload.atMostUsd(13 * 3_600_000)).toBeCloseTo(2 * most, 12);
    expect(workload.atMostUsd(Number.POSITIVE_INFINITY)).toBeCloseTo(2 * most, 12);
  });

  it('should not grow with the number of limits', () => {
    const workload = new Workload({ ...terms, reuses: false }, offPeak);
    for (let max_tokens = 1; max_tokens <= 3_000; max_tokens++)
      workload.add(aPrompt({ params: { max_tokens } }));
    const loads = [...workload.loads];
    expect(loads).toHaveLength(1_000);
    expect(loads.reduce((sum, { calls }) => sum + calls, 0)).toBe(3_000);
  });
});

describe('Reservoir', () => {
  it('should keep so many, each with the same chance', () => {
    const counts = new Array(10).fill(0);
    for (let round = 0; round < 3_000; round++) {
      const reservoir = new Reservoir<number>(3);
      for (let item = 0; item < 10; item++) reservoir.offer(item);
      expect(new Set(reservoir.items).size).toBe(3);
      for (const item of reservoir.items) counts[item]++;
    }
    for (const count of counts) expect(Math.abs(count - 900)).toBeLessThan(150);
  });
});
