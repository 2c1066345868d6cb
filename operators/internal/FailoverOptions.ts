import type { SchedulerLike } from 'rxjs';
import type { CallError } from '../../src/errors/CallError.js';
import type { Route } from '../../src/types/Route.js';

/** What `failover` must know of a route. */
export type FailoverRoute = Pick<Route, 'name' | 'priority' | 'circuit'>;

/** Options of `failover`. */
export interface FailoverOptions {
  /**
   * What an error does once a value has passed: `error` passes it on, `restart` asks the next route. Of a stream of
   * deltas a `restart` comes first, to say that what came so far is void. Default `error`.
   */
  readonly onPartial?: 'error' | 'restart';
  /**
   * Holds the first values back, until so many more have come, or so long after the first, in milliseconds: an answer
   * that breaks by then is begun anew elsewhere, and nobody sees it. Default: nothing is held back.
   */
  readonly holdBack?: { readonly values?: number; readonly ms?: number };
  /** Told of each change, by the names of the routes. */
  readonly onFailover?: (from: string, to: string, error: CallError) => void;
  /**
   * What a call does when no route is left but those whose circuit is open: `fail`, or `wait` until one of them may be
   * asked whether it is back, however long that takes. Of routes that have never answered none is waited for. Default
   * `fail`.
   */
  readonly whenOpen?: 'fail' | 'wait';
  /** Its clock is that of the circuits. Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}
