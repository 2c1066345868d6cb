import { describe, expect, it } from 'vitest';
import { ANYWHERE, differenceInterval, meanInterval } from '../../../../src/engine/experiment/alwaysValid.js';
import { ExperimentTally } from '../../../../src/engine/experiment/ExperimentTally.js';
import { Moments } from '../../../../src/engine/experiment/Moments.js';

const scored = (score: number | null, rest: object = {}) => ({
  score,
  ok: true,
  costUsd: 0.01,
  latencyMs: 1_000,
  outputTokens: 10,
  ...rest,
});
const momentsOf = (values: readonly number[]) => {
  const moments = new Moments();
  for (const value of values) moments.add(value);
  return moments;
};
const [low, middle, high] = [0, 10, 20].map((base) =>
  Array.from({ length: 40 }, (_, index) => base + (index % 4)),
) as [number[], number[], number[]];

/** Every prompt by every arm. */
function tallyOf(scores: readonly (readonly (number | null)[])[], options: object = {}): ExperimentTally {
  const tally = new ExperimentTally(['a', 'b', 'c'].slice(0, scores.length), options);
  for (const [arm, ofArm] of scores.entries()) {
    for (const [seq, score] of ofArm.entries()) tally.add(arm, seq, scored(score));
  }
  return tally;
}

describe('ExperimentTally', () => {
  it('should tell of each arm what it took, of the prompts that say so', () => {
    const tally = new ExperimentTally(['a', 'b']);
    tally.add(0, 0, scored(1));
    tally.add(0, 1, scored(null, { ok: false, costUsd: null, latencyMs: null, outputTokens: null }));
    tally.add(0, 2, scored(4, { costUsd: 0.03, latencyMs: 3_000, outputTokens: 30 }));
    const nothing = { score: null, costUsd: null, latencyMs: null, outputTokens: null };
    expect(tally.result()).toEqual({
      arms: [
        {
          name: 'a',
          prompts: 3,
          failed: 1,
          score: 2.5,
          interval: ANYWHERE,
          costUsd: expect.closeTo(0.02),
          latencyMs: 2_000,
          outputTokens: 20,
        },
        {
          name: 'b',
          prompts: 0,
          failed: 0,
          ...nothing,
          interval: ANYWHERE,
          difference: { mean: null, interval: ANYWHERE },
        },
      ],
      winner: undefined,
      alpha: 0.05,
    });
  });

  it('should share its doubt among all that it says', () => {
    const { arms, alpha } = tallyOf([middle, high, low], { alpha: 0.12 }).result();
    const [a, b, c] = [middle, high, low].map(momentsOf) as [Moments, Moments, Moments];
    // As far as the scores of all arms lie apart.
    const range = { low: 0, high: 23 };
    expect(arms.map(({ interval }) => interval)).toEqual(
      [a, b, c].map((arm) => meanInterval(arm, 0.02, range)),
    );
    expect(arms.map(({ difference }) => difference)).toEqual([
      undefined,
      { mean: expect.closeTo(10), interval: differenceInterval(b, a, 0.02, range) },
      { mean: expect.closeTo(-10), interval: differenceInterval(c, a, 0.02, range) },
    ]);
    expect(alpha).toBe(0.12);
    expect(tallyOf([middle, high]).result().arms[0]?.interval).toEqual(
      meanInterval(a, 0.0125, { low: 10, high: 23 }),
    );
  });

  it('should know no difference while one of the two has no score', () => {
    for (const scores of [
      [middle, []],
      [[], middle],
    ])
      expect(tallyOf(scores).result().arms[1]?.difference).toEqual({ mean: null, interval: ANYWHERE });
  });

  it.each([false, true])(
    'should name the arm that beats all others, wherever it stands (paired: %s)',
    (paired) => {
      // Differences that are all equal say nothing of those to come.
      const winnerOf = (...scores: number[][]) =>
        tallyOf(
          scores.map((ofArm, arm) => ofArm.map((score, seq) => score + ((seq + arm) % 3))),
          { paired },
        ).result().winner;
      expect(winnerOf(high, low, middle)).toBe('a');
      expect(winnerOf(low, high, middle)).toBe('b');
      expect(winnerOf(low, middle, high)).toBe('c');
      expect(winnerOf(high, low, high)).toBeUndefined();
      expect(winnerOf(low, high, low)).toBe('b');
      expect(winnerOf(high)).toBeUndefined();
    },
  );

  it('should compare each prompt with itself when paired, and leave out what lacks a score', () => {
    const wavering = Array.from({ length: 40 }, (_, seq) => (seq % 7) * 10);
    const better = wavering.map((score, seq) => score + 1 + (seq % 3));
    const holey = wavering.map((score, seq) => (seq === 5 ? null : score - 2));
    const { arms } = tallyOf([wavering, better, holey], { paired: true, alpha: 0.12 }).result();
    const above = momentsOf(wavering.map((score, seq) => score - (better[seq] as number)));
    const interval = meanInterval(above, 0.02, { low: -3, high: -1 });
    expect(arms[1]?.difference).toEqual({
      mean: -above.mean,
      interval: { low: -interval.high, high: -interval.low },
    });
    // One prompt less; always two below, which says nothing of how far below it may be.
    expect(arms[2]?.difference).toEqual({ mean: -2, interval: ANYWHERE });
  });

  it('should allow for any difference of two scores, where it knows how far they may be apart', () => {
    const [ones, mostly] = [
      new Array<number>(40).fill(1),
      Array.from({ length: 40 }, (_, seq) => +(seq > 0)),
    ] as [number[], number[]];
    const range = { low: 0, high: 1 };
    const { arms } = tallyOf([mostly, ones], { paired: true, alpha: 0.04, range }).result();
    const { low, high } = meanInterval(
      momentsOf(ones.map((one, seq) => one - (mostly[seq] as number))),
      0.02,
      {
        low: -1,
        high: 1,
      },
    );
    expect(arms[1]?.difference?.interval).toEqual({ low: expect.closeTo(low), high: expect.closeTo(high) });
    expect(low).toBeLessThan(-0.05);
  });

  it('should know nothing of pairs that are not whole, and take their arms in any order', () => {
    const tally = new ExperimentTally(['a', 'b'], { paired: true });
    tally.add(1, 7, scored(3));
    expect(tally.result().arms[1]?.difference).toEqual({ mean: null, interval: ANYWHERE });
    tally.add(0, 7, scored(1));
    expect(tally.result().arms[1]?.difference).toEqual({ mean: 2, interval: ANYWHERE });
    // Were it kept, one that is asked again would be compared with what is long over.
    tally.add(0, 7, scored(9));
    expect(tally.result().arms[1]?.difference?.mean).toBe(2);
  });

  it('should refuse a doubt that cannot be', () => {
    for (const alpha of [0, 0.6]) expect(() => new ExperimentTally(['a'], { alpha })).toThrow('alpha');
  });
});
