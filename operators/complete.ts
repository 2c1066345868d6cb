import { asyncScheduler, type Observable, type OperatorFunction, type SchedulerLike, throwError } from 'rxjs';
import { createFlights, type Flights } from '../src/engine/flights.js';
import { createRouting } from '../src/engine/routing/createRouting.js';
import { requestKeyWith } from '../src/text/requestKey.js';
import type { CacheStore } from '../src/types/CacheStore.js';
import type { CallObserver } from '../src/types/CallEvent.js';
import type { Hedger } from '../src/types/Hedger.js';
import type { Limiter } from '../src/types/Limiter.js';
import type { Outcome } from '../src/types/Outcome.js';
import type { Prompt } from '../src/types/Prompt.js';
import type { Purse } from '../src/types/Purse.js';
import type { Delta, Reply } from '../src/types/Reply.js';
import type { Route } from '../src/types/Route.js';
import { cacheLookup } from './cacheLookup.js';
import { catchFailure } from './catchFailure.js';
import { coalesce } from './coalesce.js';
import { collectReply } from './collectReply.js';
import { concurrentMap } from './concurrentMap.js';
import { type DeadlineOptions, deadline } from './deadline.js';
import { failover } from './failover.js';
import { hedge } from './hedge.js';
import { type AnswerTerms, acceptance, answering } from './internal/answering.js';
import { attemptWith } from './internal/attemptWith.js';
import { listeners } from './internal/listeners.js';
import { retryOptions } from './internal/retryOptions.js';
import { type Question, Stopping } from './internal/Stopping.js';
import { type RetryBackoffOptions, retryBackoff } from './retryBackoff.js';

export type { AnswerTerms };

/** What {@link complete} needs of a client. */
export interface CompleteClient {
  readonly routes: readonly Route[];
  readonly observe?: CallObserver;
  /** What its answers hang on besides the prompt; part of the default key. */
  readonly scope?: string;
}

/** Options of {@link complete}. Every part can be left out. */
export interface CompleteOptions {
  /** Prompts in hand at once. Default 32. */
  readonly concurrency?: number | Observable<number>;
  /** Ask for streams, so that the time to the first token is measured and limited. Default false. */
  readonly stream?: boolean;
  /** Bounds the HTTP calls of all routes together; a route's own limiter comes on top. Default none. */
  readonly limiter?: Limiter;
  /** Keeps all attempts together under a sum of money; see `createPurse`. Default none. */
  readonly budget?: Purse;
  /** Tokens to reserve for a prompt. Default: its input as `countTokens` has it, and an answer as the limiter has learned it. */
  readonly tokens?: (prompt: Prompt) => number;
  /**
   * Default 4 retries, see `retryBackoff`, within a `budget` for each route, which may be `false` as well; `false` for none.
   */
  readonly retry?:
    | (Omit<RetryBackoffOptions, 'scheduler' | 'random' | 'onRetry' | 'onUnpark' | 'budget'> & {
        readonly budget?: RetryBackoffOptions['budget'] | false;
      })
    | false;
  /** Limits of one attempt. Default `{ totalMs: 600_000 }`; `false` for none. */
  readonly deadline?: Omit<DeadlineOptions, 'scheduler'> | false;
  /** Limit over all attempts and waits, in milliseconds. Default none. */
  readonly totalMs?: number;
  /**
   * What a prompt does while every route's circuit is open: `fail` after its retries, or `wait` until one answers again.
   * Default `fail`.
   */
  readonly whenOpen?: 'fail' | 'wait';
  /** Makes a second call when the first value of one is late; see `createHedger`, and `stream`. Default none. */
  readonly hedge?: Hedger;
  /**
   * What answers must be; see `validateAnswer`. What the cache has is checked, too. Share a cache and flights among
   * operators whose checks have a schema, or are the same. Default: anything.
   */
  readonly validate?: AnswerTerms;
  /**
   * From its first value on nothing more is sent: what waits for its turn, a permit, money or a retry is the Failure
   * `stopped`. What has been sent is finished. Default never.
   */
  readonly until?: Observable<unknown>;
  /** Default none. */
  readonly cache?: CacheStore;
  /** Equal prompts in flight share one call. Default: among those of this operator; `false` for never. */
  readonly flights?: Flights<Reply> | false;
  /** Names the answer of a prompt in cache and flights. Default `requestKey(prompt, client)`. */
  readonly key?: (prompt: Prompt) => string;
  /** Told of retries, failovers, look-ups and waits. Default: the client's. */
  readonly observe?: CallObserver;
  /** Of the back-off, from 0 to 1. Default `Math.random`. */
  readonly random?: () => number;
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/**
 * On the stream: each prompt through the whole stack, in the order in which a call has to meet it: cache look-up,
 * coalescing, total deadline, retries, and for every attempt a route, a permit, its money, its deadline, the request.
 *
 * ```text
 * prompts    a-b-a---|
 * calls      ---r|
 *              ---r|
 * outcomes   ---A-B--A|       the second `a` came from the cache, or from the first
 * ```
 *
 * Holds:   the prompts that wait for their turn; a pull-driven source stops feeding it.
 * Errors:  what goes wrong with a prompt is its Failure; only an account that every further call would fail on
 *          ends the stream.
 * Cancels: unsubscribing aborts every request and wakes every wait.
 */
export function complete(
  client: CompleteClient,
  options: CompleteOptions = {},
): OperatorFunction<Prompt, Outcome> {
  const scope = client.scope === undefined ? {} : { scope: client.scope };
  const {
    concurrency = 32,
    stream = false,
    hedge: hedger,
    limiter,
    tokens,
    totalMs,
    cache,
    scheduler,
  } = options;
  const { key = requestKeyWith(scope), observe = client.observe } = options;
  const flights = options.flights === false ? undefined : (options.flights ?? createFlights<Reply>());
  const named = cache !== undefined || flights !== undefined;

  // What does not depend on the prompt is built once, not for every prompt.
  const chance = options.random === undefined ? {} : { random: options.random };
  const clock = scheduler === undefined ? {} : { scheduler };
  const stopping = options.until === undefined ? undefined : new Stopping(options.until, scheduler);
  const limits = options.deadline === false ? {} : (options.deadline ?? { totalMs: 600_000 });
  const several = client.routes.length > 1;
  const parts = { limiter, several, purse: options.budget, limits, observe, clock };
  const whole = attemptWith<Reply>(parts);
  const streamed = attemptWith<Delta>(parts);
  const collect = collectReply();
  const repeat = retryBackoff<Reply>(retryOptions(options, client.routes, observe));
  const limitTotal = deadline<Reply>({ ...clock, ...(totalMs !== undefined && { totalMs }) });
  const told = observe === undefined ? {} : listeners<Reply>(observe);
  const lookup = { ...told, form: 'reply' as const, ...acceptance(options.validate) };
  const choice = { ...told, ...clock, ...(options.whenOpen !== undefined && { whenOpen: options.whenOpen }) };
  // A list does for one route: there is nothing to choose, and nothing to remember.
  const routes = several ? createRouting(client.routes, chance) : client.routes;

  const hedged = hedger === undefined ? undefined : hedging();
  /** Streams are put together above the two of them: their first tokens tell which is the better one. */
  function hedging() {
    const circuits = client.routes.flatMap(({ circuit }) => circuit ?? []);
    const onHedge = observe && ((afterMs: number) => observe({ type: 'hedge', afterMs }));
    const terms = { ...clock, circuits, ...(onHedge !== undefined && { onHedge }) };
    const ofReplies = hedge<Reply>(hedger, terms);
    const ofDeltas = hedge<Delta>(hedger, terms);
    const restarting = { ...choice, onPartial: 'restart' } as const;
    return (
      prompt: Prompt,
      ask: (route: Route) => Observable<Reply>,
      reserved: number | undefined,
      endsAt: number | undefined,
      question: Question | undefined,
    ) => {
      if (!stream) return ofReplies(failover(routes, ask, choice));
      const askStream = (route: Route) =>
        streamed(sent(route.stream(prompt), question), prompt, route, reserved, endsAt);
      return collect(ofDeltas(failover(routes, askStream, restarting)));
    };
  }

  const request = (prompt: Prompt): Observable<Reply> => {
    const reserved = tokens?.(prompt);
    const question = stopping?.question();
    // Whoever waits for a permit must know how long that is worth it.
    const endsAt = totalMs === undefined ? undefined : (scheduler ?? asyncScheduler).now() + totalMs;
    const ask = (route: Route) =>
      stream
        ? collect(streamed(sent(route.stream(prompt), question), prompt, route, reserved, endsAt))
        : whole(sent(route.call(prompt), question), prompt, route, reserved, endsAt);
    const attempts = repeat(
      hedged === undefined ? failover(routes, ask, choice) : hedged(prompt, ask, reserved, endsAt, question),
    );
    return question === undefined ? attempts : question.around(attempts);
  };
  const { shape, answer } = answering(request, options.validate, observe);

  const call = (given: Prompt): Observable<Reply> => {
    const prompt = shape === undefined || given.rejection !== undefined ? given : shape(given);
    let reply = limitTotal(answer(prompt));
    if (named && prompt.rejection === undefined) {
      const name = key(prompt);
      if (flights !== undefined) reply = coalesce(flights, name, told)(reply);
      reply = cacheLookup<Reply>(cache, name, lookup)(reply);
    }
    return reply;
  };

  const asked = concurrentMap(
    (prompt: Prompt) => {
      try {
        return catchFailure(prompt)(call(prompt));
      } catch (error) {
        // A `key` or `tokens` of the caller's that throws is one bad row, too.
        return catchFailure(prompt)(throwError(() => error));
      }
    },
    { concurrency },
  );
  return stopping === undefined ? asked : (prompts) => stopping.around(asked(prompts));
}

function sent<T>(request: Observable<T>, question: Question | undefined): Observable<T> {
  return question === undefined ? request : question.mark(request);
}
