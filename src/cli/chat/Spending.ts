import { dollars } from '../../engine/money/dollars.js';
import { whole } from '../../telemetry/whole.js';
import type { CallEvent } from '../../types/CallEvent.js';

const COUNTS = ['hit', 'miss', 'out', 'thought', 'wasted', 'usd', 'unpriced'] as const;

/** What calls have used up. */
export interface Spent {
  /** Tokens of prompts that the server had in its context cache. */
  readonly hit: number;
  /** All other tokens of prompts. */
  readonly miss: number;
  /** Tokens of answers, thoughts included. */
  readonly out: number;
  readonly thought: number;
  /** Tokens of calls that were stopped or broke off, by our estimate: no server tells. */
  readonly wasted: number;
  /** US dollars, those of `wasted` included. */
  readonly usd: number;
  /** Calls of which nobody knows what they cost. */
  readonly unpriced: number;
}

/** Adds up what calls use up. */
export class Spending {
  #spent: Spent;

  constructor(before: Spent = NOTHING) {
    this.#spent = before;
  }

  get spent(): Spent {
    return this.#spent;
  }

  set spent(spent: Spent) {
    this.#spent = spent;
  }

  readonly observe = (event: CallEvent): void => {
    if (event.type !== 'attempt-end') return;
    const { usage, costUsd, wasted } = event;
    const isEstimate = usage === null && wasted !== undefined;
    if (usage === null && !isEstimate) return;
    const usd = isEstimate ? wasted.costUsd : costUsd;
    this.#spent = sum(this.#spent, {
      hit: usage?.promptCacheHitTokens ?? 0,
      miss: usage?.promptCacheMissTokens ?? 0,
      out: usage?.completionTokens ?? 0,
      thought: usage?.reasoningTokens ?? 0,
      wasted: isEstimate ? wasted.tokens : 0,
      usd: usd ?? 0,
      unpriced: usd === null ? 1 : 0,
    });
  };
}

export const NOTHING: Spent = { hit: 0, miss: 0, out: 0, thought: 0, wasted: 0, usd: 0, unpriced: 0 };

/** What was spent between the two. */
export function since(before: Spent, now: Spent): Spent {
  return combine(now, before, -1);
}

/** Reads what was kept; `undefined` when it is none. */
export function readSpent(value: unknown): Spent | undefined {
  const found = value as Partial<Record<(typeof COUNTS)[number], unknown>> | null;
  if (typeof found !== 'object' || found === null) return undefined;
  const isNumber = (count: unknown) => typeof count === 'number' && count >= 0 && Number.isFinite(count);
  return COUNTS.every((name) => isNumber(found[name])) ? (found as Spent) : undefined;
}

/** For people: `1,200 tokens in (1,152 cached, 48 new), 310 out, $0.000213`. */
export function spentText({ hit, miss, out, thought, wasted, usd, unpriced }: Spent): string {
  const thinking = thought > 0 ? ` (${whole(thought)} thinking)` : '';
  const lost = wasted > 0 ? `, about ${whole(wasted)} for no answer` : '';
  const unknown = unpriced > 0 ? ' and what has no known price (--prices FILE)' : '';
  return `${whole(hit + miss)} tokens in (${whole(hit)} cached, ${whole(miss)} new), ${whole(out)} out${thinking}${lost}, ${dollars(usd)}${unknown}`;
}

function sum(a: Spent, b: Spent): Spent {
  return combine(a, b, 1);
}

function combine(a: Spent, b: Spent, sign: 1 | -1): Spent {
  // Sums of prices are never exact in binary; a picodollar is.
  const usd = Math.round((a.usd + sign * b.usd) * 1e12) / 1e12;
  const counts = COUNTS.map((name) => [name, a[name] + sign * b[name]]);
  return { ...(Object.fromEntries(counts) as unknown as Spent), usd };
}
