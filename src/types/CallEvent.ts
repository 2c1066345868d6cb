import type { CacheHit } from './CacheStore.js';
import type { CircuitState } from './Circuit.js';
import type { WaitReason } from './Limiter.js';
import type { Usage } from './Usage.js';

/** Tokens that brought no answer. */
export interface Waste {
  /** The code of the error, `cancelled`, or `hedged`: another call for the same prompt was faster. */
  readonly reason: string;
  readonly tokens: number;
  /** US dollars; `null` when the price is unknown. */
  readonly costUsd: number | null;
  /** Nobody told of them: what was sent, and what had come. */
  readonly isEstimate: boolean;
}

/** What happens on the way to an answer, told as it happens. */
export type CallEvent =
  | { readonly type: 'attempt-start'; readonly route: string; readonly model: string }
  | {
      readonly type: 'attempt-end';
      readonly route: string;
      readonly model: string;
      /** `ok`, `cancelled`, or the code of the error. */
      readonly outcome: string;
      readonly latencyMs: number;
      readonly ttftMs: number | null;
      readonly usage: Usage | null;
      readonly costUsd: number | null;
      /** What it used up for nothing; not there when it brought an answer, or cost nothing. */
      readonly wasted?: Waste;
    }
  | { readonly type: 'retry'; readonly reason: string; readonly delayMs: number }
  /** An answer did not fit, and the model is told so. */
  | { readonly type: 'repair'; readonly problems: readonly string[] }
  | { readonly type: 'failover'; readonly from: string; readonly to: string; readonly reason: string }
  | {
      readonly type: 'cache-lookup';
      readonly tier: CacheHit['tier'] | 'coalesced';
      readonly result: 'hit' | 'miss' | 'error';
    }
  /** A second call was made, because nothing had come of the first for so long. */
  | { readonly type: 'hedge'; readonly afterMs: number }
  /** Where the circuit of a route stands, at first and after each change. */
  | { readonly type: 'circuit'; readonly route: string; readonly state: CircuitState['name'] }
  | {
      /** An attempt has its permit, or a retry that was parked is let go. */
      readonly type: 'admit';
      readonly waitMs: number;
      /** What it had to wait for; `none` when it went at once. */
      readonly waitedFor: WaitReason | 'retry_budget' | 'none';
    };

/** Listens to calls. It must not throw. */
export type CallObserver = (event: CallEvent) => void;
