import { expectNumber } from '../expectNumber.js';
import type { Assignment } from './Assignment.js';
import { Moments } from './Moments.js';

/** Options of {@link thompsonAssignment}. */
export interface ThompsonOptions {
  /** From 0 to below 1. */
  readonly random: () => number;
  /** How much score a dollar is worth: 100 takes a hundredth of a point for a hundredth of a cent. Default 0. */
  readonly scorePerUsd?: number;
  /** How much score a second of waiting is worth. Default 0. */
  readonly scorePerSecond?: number;
  /** Prompts that each arm has before anything is concluded. Default 10. Minimum 2. */
  readonly warmUp?: number;
}

/**
 * Arms by Thompson sampling: each arm is drawn from what is believed of its worth (a normal distribution about its mean,
 * as wide as its mean is uncertain), and the best draw asks. Good arms so get more and more of the prompts, and poor ones
 * are still tried now and then. Worth is the score, less what time and money are worth.
 *
 * @see Thompson (1933); Agrawal and Goyal, «Further optimal regret bounds for Thompson sampling» (2013)
 */
export function thompsonAssignment(arms: number, options: ThompsonOptions): Assignment {
  const { random, scorePerUsd = 0, scorePerSecond = 0, warmUp = 10 } = options;
  expectNumber('arms', arms, { min: 1, integer: true });
  expectNumber('scorePerUsd', scorePerUsd, { min: 0 });
  expectNumber('scorePerSecond', scorePerSecond, { min: 0 });
  expectNumber('warmUp', warmUp, { min: 2, integer: true });
  const worth = Array.from({ length: arms }, () => new Moments());
  const asked = new Array<number>(arms).fill(0);
  return {
    armOf() {
      let best = 0;
      let most = Number.NEGATIVE_INFINITY;
      for (let arm = 0; arm < arms; arm++) {
        const drawn = drawOf(arm);
        if (drawn > most) [best, most] = [arm, drawn];
      }
      asked[best] = (asked[best] as number) + 1;
      return best;
    },
    learn(arm, { score, costUsd, latencyMs }) {
      if (score === null) return;
      const price = (costUsd ?? 0) * scorePerUsd + ((latencyMs ?? 0) / 1_000) * scorePerSecond;
      const known = worth[arm];
      known?.add(score - price);
      // Of an experiment that is gone on with, some were asked by another process.
      asked[arm] = Math.max(asked[arm] ?? 0, known?.count ?? 0);
    },
  };

  function drawOf(arm: number): number {
    const { count, mean, variance } = worth[arm] as Moments;
    // Whoever had fewest comes first; answers that are under way count, or the first arm would get them all.
    if ((asked[arm] as number) < warmUp) return Number.MAX_VALUE / (2 + (asked[arm] as number));
    if (count < 2) return normal() * 1e-9;
    // Equal scores so far are no certainty: as if one more had been a tenth away.
    return mean + normal() * Math.sqrt((variance + 0.01 / count) / count);
  }

  /** Box and Muller. */
  function normal(): number {
    return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  }
}
