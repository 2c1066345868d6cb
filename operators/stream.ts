import { asyncScheduler, defer, type Observable } from 'rxjs';
import { createRouting } from '../src/engine/routing/createRouting.js';
import { requestKeyWith } from '../src/text/requestKey.js';
import type { Prompt } from '../src/types/Prompt.js';
import type { Delta } from '../src/types/Reply.js';
import { cacheLookup } from './cacheLookup.js';
import type { CompleteClient, CompleteOptions } from './complete.js';
import { deadline } from './deadline.js';
import { type FailoverOptions, failover } from './failover.js';
import { hedge } from './hedge.js';
import { attemptWith } from './internal/attemptWith.js';
import { listeners } from './internal/listeners.js';
import { retryOptions } from './internal/retryOptions.js';
import { retryBackoff } from './retryBackoff.js';

/** Options of {@link stream}: those of `complete` that concern one call, with the same defaults; no cache by default. */
export interface StreamOptions
  extends Omit<CompleteOptions, 'concurrency' | 'stream' | 'flights' | 'validate'>,
    Pick<FailoverOptions, 'holdBack' | 'onPartial'> {}

/**
 * Creates one call: the answer to a prompt as it comes, token by token, through the stack of `complete`: look-up, total
 * deadline, retries, and for every attempt a route, a permit, its money, its deadline, the request.
 *
 * ```text
 * route 1  --#
 * route 2    ---a-b-(e|)
 * result   -----a-b-(e|)      `e` is the end: the whole reply, with the time to the first token in `ttftMs`
 * ```
 *
 * Holds:    nothing; a caller that is slower than the network puts `toReadable`, `toSSE` or `toAsyncIterable` below it.
 * Errors:   what goes wrong before the first token is tried again, on this route or the next; afterwards it is the error
 *           of the stream, unless `holdBack` or `onPartial` says otherwise, see `failover`. Errors stay errors: `catchFailure` is for whole answers.
 * Cancels:  unsubscribing aborts the request, down to its socket, and wakes every wait.
 * Place it: wherever one answer is read as it comes; `stream(client)(prompt)` is cold, one call for each subscription.
 */
export function stream(
  client: CompleteClient,
  options: StreamOptions = {},
): (prompt: Prompt) => Observable<Delta> {
  const { limiter, tokens, totalMs, cache, scheduler, observe = client.observe } = options;
  const { key = requestKeyWith(client.scope === undefined ? {} : { scope: client.scope }) } = options;

  const clock = scheduler === undefined ? {} : { scheduler };
  const limits = options.deadline === false ? {} : (options.deadline ?? { totalMs: 600_000 });
  const several = client.routes.length > 1;
  const attempt = attemptWith<Delta>({ limiter, several, purse: options.budget, limits, observe, clock });
  const repeat = retryBackoff<Delta>(retryOptions(options, client.routes, observe));
  const limitTotal = deadline<Delta>({ ...clock, ...(totalMs !== undefined && { totalMs }) });
  const told = observe === undefined ? {} : listeners<Delta>(observe);
  const { holdBack, onPartial, whenOpen, random } = options;
  const choice: FailoverOptions = {
    ...told,
    ...clock,
    ...(holdBack !== undefined && { holdBack }),
    ...(onPartial !== undefined && { onPartial }),
    ...(whenOpen !== undefined && { whenOpen }),
  };
  const chance = random === undefined ? {} : { random };
  const routes = several ? createRouting(client.routes, chance) : client.routes;
  const inTime = hedge<Delta>(options.hedge, {
    ...clock,
    circuits: client.routes.flatMap(({ circuit }) => circuit ?? []),
    ...(observe !== undefined && { onHedge: (afterMs) => observe({ type: 'hedge', afterMs }) }),
  });
  const lookup = { ...told, form: 'deltas' } as const;

  const call = (prompt: Prompt): Observable<Delta> => {
    const reserved = tokens?.(prompt);
    const endsAt = totalMs === undefined ? undefined : (scheduler ?? asyncScheduler).now() + totalMs;
    const deltas = limitTotal(
      repeat(
        inTime(
          failover(routes, (route) => attempt(route.stream(prompt), prompt, route, reserved, endsAt), choice),
        ),
      ),
    );
    if (cache === undefined || prompt.rejection !== undefined) return deltas;
    return cacheLookup<Delta>(cache, key(prompt), lookup)(deltas);
  };
  // `key` and `tokens` are the caller's, and may throw.
  return (prompt) => defer(() => call(prompt));
}
