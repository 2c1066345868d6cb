import { describe, expect, it } from 'vitest';
import { differenceInterval, meanInterval } from '../../../../src/engine/experiment/alwaysValid.js';
import { ExperimentTally } from '../../../../src/engine/experiment/ExperimentTally.js';
import { hashAssignment } from '../../../../src/engine/experiment/hashAssignment.js';
import { Moments } from '../../../../src/engine/experiment/Moments.js';
import { thompsonAssignment } from '../../../../src/engine/experiment/thompsonAssignment.js';
import { fakePrompt } from '../../../../src/testing/fakePrompt.js';

/** Chance that is the same each time (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const isOutside = (value: number, { low, high }: { low: number; high: number }) =>
  value < low || value > high;
/** Of yes and no. */
const SHARE = { low: 0, high: 1 };
const scored = (score: number | null, costUsd = 0) => ({
  score,
  ok: true,
  costUsd,
  latencyMs: 1_000,
  outputTokens: 10,
});

describe('alwaysValid', () => {
  it('should hold at every look with the confidence that it claims: 400 runs of 1,000 looks', () => {
    const [alpha, runs] = [0.1, 400];
    const wrong = { mean: 0, difference: 0, fixed: 0 };
    for (let run = 0; run < runs; run++) {
      const random = randomOf(run + 1);
      const [a, b] = [new Moments(), new Moments()];
      const ever = { mean: false, difference: false, fixed: false };
      for (let look = 0; look < 1_000; look++) {
        a.add(Number(random() < 0.3));
        b.add(Number(random() < 0.3));
        const mean = meanInterval(a, alpha, SHARE);
        ever.mean ||= mean.low > 0.3 || mean.high < 0.3;
        const { low, high } = differenceInterval(a, b, alpha, SHARE);
        ever.difference ||= low > 0 || high < 0;
        const spread = 1.645 * Math.sqrt(a.variance / a.count + b.variance / b.count);
        if (look >= 29) ever.fixed ||= Math.abs(a.mean - b.mean) > spread;
      }
      for (const name of ['mean', 'difference', 'fixed'] as const) wrong[name] += Number(ever[name]);
    }
    // Three standard errors above what is claimed; looking with intervals for one look is wrong half the time.
    const bound = runs * (alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / runs));
    expect(wrong.mean).toBeLessThan(bound);
    expect(wrong.difference).toBeLessThan(bound);
    expect(wrong.fixed).toBeGreaterThan(runs * 0.35);
  });

  it('should find a difference that is there, and say nothing of too few', () => {
    const random = randomOf(7);
    const [a, b] = [new Moments(), new Moments()];
    expect(differenceInterval(a, b, 0.05, SHARE)).toEqual({ low: -Infinity, high: Infinity });
    let needed = 0;
    while (differenceInterval(a, b, 0.05, SHARE).low <= 0 && needed < 5_000) {
      a.add(Number(random() < 0.7));
      b.add(Number(random() < 0.5));
      needed++;
    }
    expect(needed).toBeGreaterThan(29);
    expect(needed).toBeLessThan(800);
  });

  // Thirty that are all equal are what one sees first, and most often.
  it.each([
    [0.9, 0.9],
    [0.97, 0.99],
    [0.99, 0.999],
    [1, 0.995],
    [0.001, 0.999],
  ])('should hold for what is rare, too: shares of %d and %d', (one, other) => {
    const [alpha, runs] = [0.1, 300];
    const wrong = { mean: 0, difference: 0, paired: 0 };
    for (let run = 0; run < runs; run++) {
      const random = randomOf(7 * run + 1);
      const [a, b, pairs] = [new Moments(), new Moments(), new Moments()];
      const ever = { mean: false, difference: false, paired: false };
      for (let look = 0; look < 1_000; look++) {
        const [x, y] = [Number(random() < one), Number(random() < other)];
        a.add(x);
        b.add(y);
        pairs.add(x - y);
        if (look < 29) continue;
        ever.mean ||= isOutside(one, meanInterval(a, alpha, SHARE));
        ever.difference ||= isOutside(one - other, differenceInterval(a, b, alpha, SHARE));
        ever.paired ||= isOutside(one - other, meanInterval(pairs, alpha, { low: -1, high: 1 }));
      }
      for (const name of ['mean', 'difference', 'paired'] as const) wrong[name] += Number(ever[name]);
    }
    for (const count of Object.values(wrong)) expect(count).toBeLessThan(runs * alpha);
  });
});

describe('hashAssignment', () => {
  it('should give each arm its share, the same to the same id, and hold out what it should', () => {
    const arms = [{ weight: 1 }, { weight: 3 }];
    const [assign, again] = [hashAssignment(arms, { holdout: 0.2 }), hashAssignment(arms, { holdout: 0.2 })];
    const wider = hashAssignment(arms, { holdout: 0.5 });
    const counts = new Map<number | undefined, number>();
    for (let index = 0; index < 20_000; index++) {
      const prompt = { ...fakePrompt('a', index), id: `line-${index}` };
      const arm = assign.armOf(prompt);
      counts.set(arm, (counts.get(arm) ?? 0) + 1);
      expect(again.armOf(prompt)).toBe(arm);
      const then = wider.armOf(prompt);
      if (then !== undefined) expect(then).toBe(arm);
    }
    for (const [arm, share] of [
      [undefined, 0.2],
      [0, 0.2],
      [1, 0.6],
    ] as const)
      expect(Math.abs((counts.get(arm) ?? 0) / 20_000 - share)).toBeLessThan(0.015);
  });

  it('should mix anew with another salt', () => {
    const arms = [{}, {}];
    const [one, other] = [hashAssignment(arms, { salt: 'a' }), hashAssignment(arms, { salt: 'b' })];
    let same = 0;
    for (let index = 0; index < 4_000; index++) {
      const prompt = fakePrompt('a', index);
      same += Number(one.armOf({ ...prompt, id: `${index}` }) === other.armOf({ ...prompt, id: `${index}` }));
    }
    expect(Math.abs(same / 4_000 - 0.5)).toBeLessThan(0.05);
    expect(() => hashAssignment([{ weight: 0 }])).toThrow(RangeError);
  });
});

describe('thompsonAssignment', () => {
  const play = (rates: readonly number[], costs: readonly number[], options: object = {}) => {
    const random = randomOf(3);
    const bandit = thompsonAssignment(rates.length, { random, ...options });
    const asked = rates.map(() => 0);
    for (let index = 0; index < 2_000; index++) {
      const arm = bandit.armOf(fakePrompt('a', index)) as number;
      asked[arm] = (asked[arm] as number) + 1;
      bandit.learn?.(arm, scored(Number(random() < (rates[arm] as number)), costs[arm]));
    }
    return asked;
  };

  it('should ask the better arm more and more, and every arm at first', () => {
    const [poor, good] = play([0.4, 0.7], [0, 0]) as [number, number];
    expect(good).toBeGreaterThan(1_700);
    expect(poor).toBeGreaterThanOrEqual(10);
  });

  it('should weigh what an arm costs', () => {
    const [cheap, dear] = play([0.6, 0.7], [0, 0.01], { scorePerUsd: 50 }) as [number, number];
    expect(cheap).toBeGreaterThan(dear * 4);
  });

  it('should share its first prompts out though nothing has come back yet', () => {
    const bandit = thompsonAssignment(3, { random: randomOf(1), warmUp: 2 });
    const arms = Array.from({ length: 6 }, (_, index) => bandit.armOf(fakePrompt('a', index)));
    expect(arms.sort()).toEqual([0, 0, 1, 1, 2, 2]);
  });
});

describe('ExperimentTally', () => {
  it('should name a winner only when it is above every other, and what each arm took', () => {
    const tally = new ExperimentTally(['a', 'b', 'c']);
    const random = randomOf(11);
    for (let seq = 0; seq < 600; seq++) {
      tally.add(0, seq, scored(Number(random() < 0.2), 0.01));
      tally.add(1, seq, scored(Number(random() < 0.9), 0.03));
      tally.add(2, seq, { ...scored(0), ok: false, costUsd: null });
    }
    const { winner, arms } = tally.result();
    expect(winner).toBe('b');
    expect(arms[1]).toMatchObject({ prompts: 600, failed: 0, difference: { mean: expect.closeTo(0.7, 1) } });
    expect(arms[1]?.costUsd).toBeCloseTo(0.03);
    expect(arms[2]).toMatchObject({ failed: 600, costUsd: null, score: 0 });
    expect(arms[0]?.difference).toBeUndefined();
  });

  it('should compare pairs with themselves: a small steady difference shows at once', () => {
    const [paired, apart] = [
      new ExperimentTally(['a', 'b'], { paired: true }),
      new ExperimentTally(['a', 'b']),
    ];
    const random = randomOf(5);
    for (let seq = 0; seq < 60; seq++) {
      // Prompts differ far more than the arms do; one score is missing.
      const base = random() * 10;
      for (const tally of [paired, apart]) {
        tally.add(1, seq, scored(seq === 9 ? null : base + 0.3 + random() * 0.1));
        tally.add(0, seq, scored(base));
      }
    }
    expect([paired.result().winner, apart.result().winner]).toEqual(['b', undefined]);
  });

  it('should say nothing of scores that are all equal, unless it knows how far others may be', () => {
    const tallies = [
      new ExperimentTally(['a', 'b']),
      new ExperimentTally(['a', 'b'], { range: SHARE }),
      new ExperimentTally(['a', 'b'], { range: SHARE, paired: true }),
    ];
    for (const tally of tallies) {
      for (let seq = 0; seq < 40; seq++) for (const arm of [0, 1]) tally.add(arm, seq, scored(1));
      expect(tally.result().winner).toBeUndefined();
    }
    const [unknown, known, paired] = tallies.map((tally) => tally.result().arms[1]);
    expect(unknown?.interval).toEqual({ low: -Infinity, high: Infinity });
    // Five in a hundred that are 0 may well not have come yet.
    for (const arm of [known, paired]) {
      expect(arm?.interval.high).toBe(1);
      expect(arm?.interval.low).toBeLessThan(0.95);
      expect(arm?.difference?.interval.low).toBeLessThan(-0.05);
      expect(arm?.difference?.interval.high).toBeGreaterThan(0.05);
    }
  });

  it('should keep intervals within the range, and refuse scores outside it', () => {
    const tally = new ExperimentTally(['a', 'b'], { range: SHARE });
    for (let seq = 0; seq < 100; seq++) {
      tally.add(0, seq, scored(seq % 50 === 0 ? 1 : 0));
      tally.add(1, seq, scored(1));
    }
    const [a, b] = tally.result().arms;
    expect(a?.interval.low).toBe(0);
    expect(b?.interval.high).toBe(1);
    expect(b?.difference?.interval.high).toBe(1);
    for (const score of [1.5, -0.1, Number.NaN])
      expect(() => tally.add(0, 100, scored(score))).toThrow(/score to be from 0 to 1/);
    expect(() => new ExperimentTally(['a']).add(0, 0, scored(Number.NaN))).toThrow(/to be a number/);
    expect(() => new ExperimentTally(['a'], { range: { low: 1, high: 1 } })).toThrow(RangeError);
  });

  it('should claim a winner among equals no more often than it says', () => {
    let wrong = 0;
    for (let run = 0; run < 200; run++) {
      const random = randomOf(1_000 + run);
      const tally = new ExperimentTally(['a', 'b', 'c'], { alpha: 0.1 });
      for (let seq = 0; seq < 300; seq++) {
        tally.add(seq % 3, seq, scored(random()));
        if (seq % 10 === 0 && tally.result().winner !== undefined) {
          wrong++;
          break;
        }
      }
    }
    expect(wrong).toBeLessThan(20);
  });
});
