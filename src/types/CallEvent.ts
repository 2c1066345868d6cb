import type { CacheHit } from './CacheStore.js';
import type { CircuitState } from './Circuit.js';
import type { WaitReason } from './Limiter.js';
import type { Usage } from './Usage.js';

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
    }
  | { readonly type: 'retry'; readonly reason: string; readonly delayMs: number }
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
