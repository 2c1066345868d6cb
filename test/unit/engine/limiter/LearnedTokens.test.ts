import { describe, expect, it } from 'vitest';
import { LearnedTokens } from '../../../../src/engine/limiter/LearnedTokens.js';
import { SeededRandom } from '../../../../src/simulator/SeededRandom.js';

describe('LearnedTokens', () => {
  it('should reserve the input and an answer that nine of ten are not longer than', () => {
    const learned = new LearnedTokens();
    const random = new SeededRandom(1);
    const demand = { inputTokens: 50 };
    for (let call = 0; call < 2_000; call++) learned.used(50 + random.lognormal(200, 0.5), demand);
    // The ninth decile of that distribution is 380.
    expect(learned.costOf(demand)).toBeGreaterThan(50 + 330);
    expect(learned.costOf(demand)).toBeLessThan(50 + 440);
    expect(learned.costOf({ inputTokens: 1_000 }) - learned.costOf(demand)).toBe(950);
    expect(learned.costOf({ tokens: 7 })).toBe(7);
    expect(learned.costOf({})).toBeGreaterThan(230);
  });

  it('should guess a thousand tokens before the first call, and go by the mean of the last hundred', () => {
    const learned = new LearnedTokens();
    expect([learned.costOf({}), learned.costOf({ inputTokens: 50 })]).toEqual([1_000, 1_050]);
    learned.used(300, {});
    learned.used(500, {});
    expect([learned.costOf({}), learned.costOf({ inputTokens: 50 })]).toEqual([400, 1_050]);
    for (let call = 0; call < 3_000; call++) learned.used(100, {});
    learned.used(10_100, {});
    expect(learned.costOf({})).toBeCloseTo(200, 6);
  });

  it('should begin with the first answer, and step from there: a tenth down, nine tenths up', () => {
    const learned = new LearnedTokens();
    const after = [300, 500, 100, 20].map((tokens) => {
      learned.used(tokens, { inputTokens: 100 });
      return learned.costOf({ inputTokens: 0 });
    });
    const [first, second, third, fourth] = after as [number, number, number, number];
    // A step is never below one token.
    expect(first).toBeCloseTo(200 - 0.1, 9);
    expect(second).toBeCloseTo(first + (0.9 * ((400 - first) / 2)) / Math.SQRT2, 9);
    const width = (400 - first) / 2 + (second - (400 - first) / 2) / 3;
    expect(third).toBeCloseTo(second - (0.1 * width) / Math.sqrt(3), 9);
    // Less than its input: an answer of nothing.
    expect(fourth).toBeCloseTo(third - (0.1 * (width + (third - width) / 4)) / 2, 9);
  });

  it('should go on learning, and never expect less than nothing', () => {
    const learned = new LearnedTokens();
    for (let call = 0; call < 2_000; call++) learned.used(100, { inputTokens: 100 });
    expect(learned.costOf({ inputTokens: 0 })).toBe(0);
    for (let call = 0; call < 500; call++) learned.used(1_000, { inputTokens: 0 });
    expect(learned.costOf({ inputTokens: 0 })).toBeGreaterThan(900);
  });
});
