import type { Usage } from '../types/Usage.js';
import { RxpromptError, type RxpromptErrorOptions } from './RxpromptError.js';

/** Facts about a call that failed, decided once, where the error is born. */
export interface CallErrorOptions extends RxpromptErrorOptions {
  readonly route?: string;
  readonly httpStatus?: number | null;
  /** The server's words; cut to 2,000 characters here. They hold no key: whoever builds the error saw to that. */
  readonly body?: string | null;
  /** How long the server asked us to wait. */
  readonly retryAfterMs?: number | null;
  /** Whether another route may do better. Default: `retryable`. */
  readonly failover?: boolean;
  /** True when the account behind the route is unusable (bad key, no balance): every further call would fail too. */
  readonly account?: boolean;
  /** HTTP requests made so far. Default 1. */
  readonly attempts?: number;
  /**
   * True when it is sure that nothing was billed: the server refused before it did any work, or was never reached.
   * Default: when there was no attempt.
   */
  readonly unbilled?: boolean;
  /** What was billed although there is no answer. Default unknown. */
  readonly usage?: Usage | null;
}

/** A call that brought no answer. */
export class CallError extends RxpromptError {
  readonly route: string | null;
  readonly httpStatus: number | null;
  readonly body: string | null;
  readonly retryAfterMs: number | null;
  readonly failover: boolean;
  readonly account: boolean;
  readonly attempts: number;
  readonly unbilled: boolean;
  readonly usage: Usage | null;

  constructor(message: string, options: CallErrorOptions) {
    super(message, options);
    this.route = options.route ?? null;
    this.httpStatus = options.httpStatus ?? null;
    this.body = options.body?.slice(0, 2_000) ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.failover = options.failover ?? this.retryable;
    this.account = options.account ?? false;
    this.attempts = options.attempts ?? 1;
    this.unbilled = options.unbilled ?? this.attempts === 0;
    this.usage = options.usage ?? null;
  }
}

/** True for a {@link CallError}, also one of another install. */
export function isCallError(error: unknown): error is CallError {
  return error instanceof Error && 'httpStatus' in error && 'failover' in error;
}
