import { isCallError } from '../../errors/CallError.js';
import type { Route } from '../../types/Route.js';
import { expectNumber } from '../expectNumber.js';
import { isReply, isStreamEnd } from '../isReply.js';
import { Standing } from './Standing.js';

/** What routing must know of a route. */
export type RoutedRoute = Pick<Route, 'name' | 'priority' | 'weight' | 'circuit'>;

/** Which of several routes is asked next, from how the calls before went. One is shared among all calls. */
export interface Routing<R> {
  /** By priority. */
  readonly routes: readonly R[];
  /**
   * The best of those that are not in `failed` and whose circuit lets a call through at `now`, in milliseconds;
   * `undefined` when there is none.
   */
  pick(failed: ReadonlyMap<R, unknown> | undefined, now: number): R | undefined;
  /** A call goes to `route`. */
  started(route: R): void;
  /** It is over: with what it said last, a value or an error; `undefined` when it was cancelled. */
  ended(route: R, said: unknown, now: number): void;
}

/** Options of {@link createRouting}. */
export interface RoutingOptions {
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
}

/** How long a route whose account is refused is asked last only. */
const ACCOUNT_MS = 60_000;

/**
 * Makes a {@link Routing}. Lower `priority` goes first. Among equals that have weights it is drawn by lot, by weight;
 * among equals that have none the better one of two that are drawn: by how long a token takes, and how many calls it has
 * under way. A route that asked for a pause (Retry-After), or whose account was refused, comes after all others.
 *
 * @see Mitzenmacher, The Power of Two Choices in Randomized Load Balancing (2001).
 */
export function createRouting<R extends RoutedRoute>(
  routes: readonly R[],
  { random = Math.random }: RoutingOptions = {},
): Routing<R> {
  if (routes.length === 0) throw new RangeError('expected routes to hold at least one route, got none');
  for (const { weight } of routes) expectNumber('weight', weight, { min: 0 });
  return new Balancer(routes, random);
}

class Balancer<R extends RoutedRoute> implements Routing<R> {
  readonly routes: readonly R[];
  readonly #standings: readonly Standing<R>[];
  readonly #standingOf = new Map<R, Standing<R>>();
  readonly #random: () => number;
  /** Of one pick; kept, because there is one for each call. */
  readonly #equals: Standing<R>[] = [];

  constructor(routes: readonly R[], random: () => number) {
    this.routes = routes.toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0));
    this.#standings = this.routes.map((route) => new Standing(route));
    for (const standing of this.#standings) this.#standingOf.set(standing.route, standing);
    this.#random = random;
  }

  pick(failed: ReadonlyMap<R, unknown> | undefined, now: number): R | undefined {
    return this.#best(failed, now, true) ?? this.#best(failed, now, false);
  }

  started(route: R): void {
    const standing = this.#standingOf.get(route);
    if (standing !== undefined) standing.inFlight++;
  }

  ended(route: R, said: unknown, now: number): void {
    const standing = this.#standingOf.get(route);
    if (standing === undefined) return;
    standing.inFlight--;
    if (isReply(said)) standing.answered(said, now);
    else if (isStreamEnd(said)) standing.answered(said.reply, now);
    else if (isCallError(said)) {
      if (said.retryAfterMs !== null && said.attempts > 0) standing.pause(now + said.retryAfterMs);
      if (said.account) standing.pause(now + ACCOUNT_MS);
    }
  }

  #best(failed: ReadonlyMap<R, unknown> | undefined, now: number, rested: boolean): R | undefined {
    const equals = this.#equals;
    equals.length = 0;
    for (const standing of this.#standings) {
      const { route, pausedUntil } = standing;
      const { circuit, priority = 0 } = route;
      const [first] = equals;
      if (first !== undefined && (first.route.priority ?? 0) < priority) break;
      if (rested && pausedUntil > now) continue;
      if (failed?.has(route)) continue;
      if (circuit !== undefined && circuit.waitFor(now) > 0) continue;
      equals.push(standing);
    }
    return equals.length < 2 ? equals[0]?.route : this.#choose(equals, now).route;
  }

  #choose(equals: readonly Standing<R>[], now: number): Standing<R> {
    if (equals.some(({ route }) => route.weight !== undefined)) return this.#draw(equals);
    const one = Math.floor(this.#random() * equals.length);
    // Another one.
    const other = (one + 1 + Math.floor(this.#random() * (equals.length - 1))) % equals.length;
    const [a, b] = [equals[one] as Standing<R>, equals[other] as Standing<R>];
    return b.isBetterThan(a, now) ? b : a;
  }

  /** One without a weight has 1. */
  #draw(equals: readonly Standing<R>[]): Standing<R> {
    const all = equals.reduce((sum, { route }) => sum + (route.weight ?? 1), 0);
    let left = this.#random() * all;
    for (const standing of equals) {
      left -= standing.route.weight ?? 1;
      if (left < 0) return standing;
    }
    return equals.at(-1) as Standing<R>;
  }
}
