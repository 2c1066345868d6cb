import { expectNumber } from '../expectNumber.js';
import { ANYWHERE, differenceInterval, type Interval, meanInterval } from './alwaysValid.js';
import { Moments } from './Moments.js';
import type { Scored } from './Scored.js';

/** What is known of one arm. */
export interface ArmResult {
  readonly name: string;
  readonly prompts: number;
  readonly failed: number;
  /** `null` before the first. */
  readonly score: number | null;
  readonly interval: Interval;
  /** How much better than the first arm; `undefined` of that one. */
  readonly difference?: { readonly mean: number | null; readonly interval: Interval };
  /** Of one prompt; `null` when nobody knows. */
  readonly costUsd: number | null;
  readonly latencyMs: number | null;
  readonly outputTokens: number | null;
}

/** What is known of all. */
export interface ExperimentResult {
  readonly arms: readonly ArmResult[];
  /** The arm that beats every other, beyond the doubt that was allowed; `undefined` as long as none does. */
  readonly winner: string | undefined;
  readonly alpha: number;
}

/** Options of {@link ExperimentTally}. */
export interface ExperimentTallyOptions {
  /** The chance that anything that is ever said here is wrong. Default 0.05. */
  readonly alpha?: number;
  /** Every prompt is asked by every arm, and compared with itself. Default false. */
  readonly paired?: boolean;
  /**
   * Where scores may lie at all, such as 0 to 1; intervals then allow for what has not come yet. Default: as far apart as
   * those that came, so that nothing is said as long as all are equal.
   */
  readonly range?: Interval;
}

/** One arm. */
class ArmCount {
  readonly score = new Moments();
  readonly cost = new Moments();
  readonly latency = new Moments();
  readonly tokens = new Moments();
  prompts = 0;
  failed = 0;
}

/**
 * Adds up an experiment as it goes on. All that it says holds at every look: means, differences and the winner together
 * are wrong with a chance of at most `alpha`, whenever one stops; each statement has its share of it (Bonferroni).
 */
export class ExperimentTally {
  readonly #names: readonly string[];
  readonly #alpha: number;
  readonly #paired: boolean;
  readonly #range: Interval | undefined;
  readonly #arms: readonly ArmCount[];
  /** By pair of arms, when each prompt is asked by all: how much better the first of them did. */
  readonly #pairs = new Map<number, Moments>();
  /** Scores of prompts that some arms have still to answer. */
  readonly #open = new Map<number, (number | null | undefined)[]>();

  constructor(
    names: readonly string[],
    { alpha = 0.05, paired = false, range }: ExperimentTallyOptions = {},
  ) {
    if (range !== undefined && !(range.high > range.low))
      throw new RangeError(`expected range to end above its start, got ${range.low} to ${range.high}`);
    expectNumber('alpha', alpha, { min: 1e-9, max: 0.5 });
    this.#names = names;
    this.#alpha = alpha;
    this.#paired = paired;
    this.#range = range;
    this.#arms = names.map(() => new ArmCount());
  }

  /**
   * @param seq Of the prompt.
   * @throws RangeError when the score is none, or outside the range.
   */
  add(arm: number, seq: number, { score, ok, costUsd, latencyMs, outputTokens }: Scored): void {
    if (score !== null) this.#check(score);
    const count = this.#arms[arm] as ArmCount;
    count.prompts++;
    if (!ok) count.failed++;
    if (score !== null) count.score.add(score);
    if (costUsd !== null) count.cost.add(costUsd);
    if (latencyMs !== null) count.latency.add(latencyMs);
    if (outputTokens !== null) count.tokens.add(outputTokens);
    if (this.#paired) this.#pair(arm, seq, score);
  }

  result(): ExperimentResult {
    const { length } = this.#names;
    // Half for the means of the arms, half for all their differences.
    const ofMean = this.#alpha / 2 / length;
    const range = this.#scoreRange();
    const arms = this.#names.map((name, arm): ArmResult => {
      const { prompts, failed, score, cost, latency, tokens } = this.#arms[arm] as ArmCount;
      return {
        name,
        prompts,
        failed,
        score: meanOf(score),
        interval: within(meanInterval(score, ofMean, range), this.#range),
        ...(arm > 0 && { difference: this.#difference(arm, 0) }),
        costUsd: meanOf(cost),
        latencyMs: meanOf(latency),
        outputTokens: meanOf(tokens),
      };
    });
    const winner = this.#names.find((_, arm) =>
      this.#names.every((_, other) => other === arm || this.#difference(arm, other).interval.low > 0),
    );
    return { arms, winner: length > 1 ? winner : undefined, alpha: this.#alpha };
  }

  #difference(a: number, b: number): NonNullable<ArmResult['difference']> {
    const { length } = this.#arms;
    const alpha = this.#alpha / (length * (length - 1));
    if (!this.#paired) {
      const [one, other] = [this.#arms[a] as ArmCount, this.#arms[b] as ArmCount];
      const mean =
        one.score.count === 0 || other.score.count === 0 ? null : one.score.mean - other.score.mean;
      const interval = differenceInterval(one.score, other.score, alpha, this.#scoreRange());
      return { mean, interval: within(interval, this.#apart) };
    }
    const [first, second, sign] = a < b ? [a, b, 1] : [b, a, -1];
    const moments = this.#pairs.get(first * length + second);
    if (moments === undefined) return { mean: null, interval: ANYWHERE };
    const { low, high } = within(meanInterval(moments, alpha, this.#apart ?? moments), this.#apart);
    return {
      mean: sign * moments.mean,
      interval: sign === 1 ? { low, high } : { low: -high, high: -low },
    };
  }

  /** Where scores lie: as was given, or else as they came. */
  #scoreRange(): Interval {
    if (this.#range !== undefined) return this.#range;
    return {
      low: Math.min(...this.#arms.map(({ score }) => score.low)),
      high: Math.max(...this.#arms.map(({ score }) => score.high)),
    };
  }

  /** Where differences of two scores may lie. */
  get #apart(): Interval | undefined {
    if (this.#range === undefined) return undefined;
    const high = this.#range.high - this.#range.low;
    return { low: -high, high };
  }

  #check(score: number): void {
    const { low, high } = this.#range ?? ANYWHERE;
    if (!Number.isFinite(score) || score < low || score > high) {
      const where = this.#range === undefined ? 'a number' : `from ${low} to ${high}`;
      throw new RangeError(`expected a score to be ${where}, got ${score}`);
    }
  }

  #pair(arm: number, seq: number, score: number | null): void {
    const { length } = this.#arms;
    const scores = this.#open.get(seq) ?? new Array<number | null | undefined>(length).fill(undefined);
    this.#open.set(seq, scores);
    scores[arm] = score;
    if (scores.includes(undefined)) return;
    this.#open.delete(seq);
    for (let one = 0; one < length; one++) {
      for (let other = one + 1; other < length; other++) {
        const [a, b] = [scores[one], scores[other]];
        if (a == null || b == null) continue;
        const key = one * length + other;
        const moments = this.#pairs.get(key) ?? new Moments();
        this.#pairs.set(key, moments);
        moments.add(a - b);
      }
    }
  }
}

/** What is known of an interval besides: nothing lies outside `range`. */
function within({ low, high }: Interval, range: Interval | undefined): Interval {
  if (range === undefined || !Number.isFinite(low)) return { low, high };
  return { low: Math.max(low, range.low), high: Math.min(high, range.high) };
}

function meanOf({ count, mean }: Moments): number | null {
  return count === 0 ? null : mean;
}
