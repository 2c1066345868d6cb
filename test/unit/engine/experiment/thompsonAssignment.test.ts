import { describe, expect, it } from 'vitest';
import {
  type ThompsonOptions,
  thompsonAssignment,
} from '../../../../src/engine/experiment/thompsonAssignment.js';
import { fakePrompt } from '../../../../src/testing/fakePrompt.js';

const prompt = fakePrompt('a', 0);

/** Assigns by draws that are given, one for each arm: so many deviations above its mean (below it, when negative). */
function drawing(arms: number, options: Partial<ThompsonOptions> = {}) {
  let draws: number[] = [];
  // The method of Box and Muller backwards: the first number says how far away, the second on which side.
  const random = () => draws.shift() ?? 0;
  const bandit = thompsonAssignment(arms, { random, warmUp: 2, ...options });
  return {
    armOf(...deviations: readonly number[]) {
      draws = deviations.flatMap((z) => [1 - Math.exp((-z * z) / 2), z < 0 ? 0.5 : 0]);
      return bandit.armOf(prompt);
    },
    learn(arm: number, score: number | null, { costUsd = null, latencyMs = null }: Took = {}) {
      bandit.learn?.(arm, { score, ok: true, costUsd, latencyMs, outputTokens: null });
    },
  };
}

interface Took {
  readonly costUsd?: number | null;
  readonly latencyMs?: number | null;
}

/** Two arms past the warm-up, with the scores that each has had. */
function learned(one: readonly number[], other: readonly number[], options: Partial<ThompsonOptions> = {}) {
  const bandit = drawing(2, options);
  for (let n = 0; n < 4; n++) bandit.armOf();
  for (const score of one) bandit.learn(0, score);
  for (const score of other) bandit.learn(1, score);
  return bandit;
}

describe('thompsonAssignment', () => {
  it('should know of those that were asked in a run of before, which it is told of', () => {
    const bandit = drawing(2);
    for (const score of [0, 0.1]) bandit.learn(0, score);
    for (const score of [0.9, 1]) bandit.learn(1, score);
    expect([bandit.armOf(0, 0), bandit.armOf(0, 0), bandit.armOf(0, 0)]).toEqual([1, 1, 1]);
  });

  it('should deal the first prompts out in turn, ten to each arm unless told otherwise', () => {
    const bandit = drawing(3, { warmUp: 3 });
    for (let turn = 0; turn < 3; turn++) {
      expect([bandit.armOf(), bandit.armOf(), bandit.armOf()]).toEqual([0, 1, 2]);
    }
    const { armOf } = thompsonAssignment(2, { random: () => 0 });
    const first = Array.from({ length: 24 }, () => armOf(prompt)).join('');
    expect(first).toBe(`${'01'.repeat(10)}0000`);
  });

  it('should ask the best draw, each as wide as its mean is uncertain', () => {
    // Equal scores: as wide as if one more had been a tenth away, 0.05 here.
    const equal = learned([1, 1], [0.9, 0.9]);
    expect([equal.armOf(0, 1.99), equal.armOf(0, 2.01)]).toEqual([0, 1]);
    expect([equal.armOf(-1.99, 0), equal.armOf(-2.01, 0)]).toEqual([0, 1]);
    // Scores that differ: a variance of 0.5, so 0.5025 wide, and after six of them 0.2240.
    const wide = learned([0.5, 1.5], [2, 2]);
    expect([wide.armOf(1.98, 0), wide.armOf(2, 0)]).toEqual([1, 0]);
    const known = learned([0.5, 1.5, 0.5, 1.5, 0.5, 1.5], [2, 2]);
    expect([known.armOf(4.45, 0), known.armOf(4.48, 0)]).toEqual([1, 0]);
  });

  it('should take an arm of which nothing has come back for about nothing, by chance among equals', () => {
    const silent = learned([], [1]);
    expect([silent.armOf(1, 0.5), silent.armOf(0.5, 1), silent.armOf(-1, 0)]).toEqual([0, 1, 1]);
    expect(learned([0.1, 0.1], []).armOf(0, 3)).toBe(0);
    expect(learned([-0.1, -0.1], []).armOf(0, -3)).toBe(1);
  });

  it('should take from a score what its money and its time are worth, and learn nothing without one', () => {
    const worth = (options: Partial<ThompsonOptions>, took: Took) => {
      const bandit = learned([], [0.5, 0.5], options);
      for (let n = 0; n < 2; n++) {
        bandit.learn(0, 1, took);
        bandit.learn(0, null, { costUsd: 1_000, latencyMs: 1e9 });
      }
      return bandit.armOf(0, 0);
    };
    const took = { costUsd: 0.01, latencyMs: 2_000 };
    expect(worth({}, took)).toBe(0);
    expect([49, 51].map((scorePerUsd) => worth({ scorePerUsd }, took))).toEqual([0, 1]);
    expect([0.24, 0.26].map((scorePerSecond) => worth({ scorePerSecond }, took))).toEqual([0, 1]);
    expect(worth({ scorePerUsd: 30, scorePerSecond: 0.15 }, took)).toBe(1);
    expect(worth({ scorePerUsd: 1_000, scorePerSecond: 1_000 }, {})).toBe(0);
  });

  it('should bear an arm that it does not know, and name what cannot be', () => {
    const bandit = drawing(1);
    bandit.learn(1, 1);
    expect(bandit.armOf()).toBe(0);
    expect(() => drawing(0)).toThrow('expected arms to be an integer of at least 1, got 0');
    expect(() => drawing(1.5)).toThrow('arms');
    expect(() => drawing(1, { scorePerUsd: -1 })).toThrow('scorePerUsd');
    expect(() => drawing(1, { scorePerSecond: -1 })).toThrow('scorePerSecond');
    for (const warmUp of [1, 2.5]) expect(() => drawing(1, { warmUp })).toThrow('warmUp');
  });
});
