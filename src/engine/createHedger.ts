import type { Hedger } from '../types/Hedger.js';
import { expectNumber } from './expectNumber.js';

/** Options of {@link createHedger}. */
export interface HedgerOptions {
  /** A call is late when this share of the calls before it was faster, from 0 to 1. Default 0.95. */
  readonly quantile?: number;
  /** Second calls at most, as a share of all calls, from 0 to 1. Default 0.05. */
  readonly share?: number;
  /** Second calls that are saved up at most, for when many are late together. Default 20. Minimum 1. */
  readonly most?: number;
  /** Calls that must have been timed before anything counts as late. Default 50. Minimum 1. */
  readonly atLeast?: number;
}

/** So many calls are looked back upon, and how often. */
const REMEMBERED = 500;
const LEARN_EVERY = 10;

/**
 * Makes a {@link Hedger} for calls of one kind, to be shared among all of them: it learns how long a first value takes,
 * and lets a second call be made for those that are later than 95 of 100, at most 5 for each 100 calls.
 *
 * @see Dean and Barroso, The Tail at Scale (Communications of the ACM, 2013): hedged requests.
 */
export function createHedger({
  quantile = 0.95,
  share = 0.05,
  most = 20,
  atLeast = 50,
}: HedgerOptions = {}): Hedger {
  expectNumber('quantile', quantile, { min: 0, max: 1 });
  expectNumber('share', share, { min: 0, max: 1 });
  expectNumber('most', most, { min: 1 });
  expectNumber('atLeast', atLeast, { min: 1, max: REMEMBERED, integer: true });
  const times = new Float64Array(REMEMBERED);
  let count = 0;
  let left = 0;
  let hedges = 0;
  let delayMs: number | undefined;

  const learn = () => {
    const known = times.slice(0, Math.min(count, REMEMBERED)).sort();
    delayMs = known[Math.min(known.length - 1, Math.floor(quantile * known.length))];
  };

  return {
    get delayMs() {
      return delayMs;
    },
    get hedges() {
      return hedges;
    },
    began() {
      left = Math.min(most, left + share);
    },
    took(ms) {
      times[count++ % REMEMBERED] = ms;
      if (count >= atLeast && (count - atLeast) % LEARN_EVERY === 0) learn();
    },
    take() {
      // A billionth is what rounding leaves.
      if (left < 1 - 1e-9) return false;
      left = Math.max(0, left - 1);
      hedges++;
      return true;
    },
  };
}
