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

  constructor(message: string, options: CallErrorOptions) {
    super(message, options);
    this.route = options.route ?? null;
    this.httpStatus = options.httpStatus ?? null;
    this.body = options.body?.slice(0, 2_000) ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.failover = options.failover ?? this.retryable;
    this.account = options.account ?? false;
    this.attempts = options.attempts ?? 1;
  }
}

/** True for a {@link CallError}, also one of another install. */
export function isCallError(error: unknown): error is CallError {
  return error instanceof Error && 'httpStatus' in error && 'failover' in error;
}
