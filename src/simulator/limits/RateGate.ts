import type { RateLimitKind } from '../faults/forms.js';
import { createMeter } from './createMeter.js';
import type { Meter } from './Meter.js';

/** The limits of a {@link RateGate}; null is none. */
export interface RateLimits {
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  readonly rateLimitKind: RateLimitKind;
  readonly rateLimitWindowMs: number;
}

/** Where one of the limits stands, for headers. */
export interface LimitState {
  readonly unit: 'requests' | 'tokens';
  readonly perMinute: number;
  readonly remaining: number;
  readonly resetMs: number;
}

/** A server's limits over requests and tokens: admitted together or not at all. */
export class RateGate {
  #limits: RateLimits | null = null;
  #requests: Meter | null = null;
  #tokens: Meter | null = null;

  /** Takes other limits; what was counted is forgotten when they differ. */
  set(limits: RateLimits): void {
    const old = this.#limits;
    const { requestsPerMinute, tokensPerMinute, rateLimitKind: kind, rateLimitWindowMs: windowMs } = limits;
    const same = kind === old?.rateLimitKind && windowMs === old.rateLimitWindowMs;
    if (!same || requestsPerMinute !== old.requestsPerMinute) {
      this.#requests = requestsPerMinute === null ? null : createMeter(kind, requestsPerMinute, windowMs);
    }
    if (!same || tokensPerMinute !== old.tokensPerMinute) {
      this.#tokens = tokensPerMinute === null ? null : createMeter(kind, tokensPerMinute, windowMs);
    }
    this.#limits = limits;
  }

  get countsTokens(): boolean {
    return this.#tokens !== null;
  }

  /** Admits a request of so many tokens, which are then taken: 0. Or the milliseconds after which it would be. */
  admit(now: number, tokens: number): number {
    const wait = Math.max(this.#requests?.waitMs(now, 1) ?? 0, this.#tokens?.waitMs(now, tokens) ?? 0);
    if (wait > 0) return wait;
    this.#requests?.take(now, 1);
    this.#tokens?.take(now, tokens);
    return 0;
  }

  /** Tokens of an answer that was admitted without them: they may lead into debt. */
  charge(now: number, tokens: number): void {
    this.#tokens?.take(now, tokens);
  }

  states(now: number): readonly LimitState[] {
    const states: LimitState[] = [];
    const add = (unit: LimitState['unit'], perMinute: number | null | undefined, meter: Meter | null) => {
      if (meter === null) return;
      const remaining = Math.max(0, Math.floor(meter.left(now)));
      states.push({ unit, perMinute: perMinute as number, remaining, resetMs: meter.resetMs(now) });
    };
    add('requests', this.#limits?.requestsPerMinute, this.#requests);
    add('tokens', this.#limits?.tokensPerMinute, this.#tokens);
    return states;
  }
}
