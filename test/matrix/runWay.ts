import { catchError, from, lastValueFrom, type Observable, of, Subscription, toArray } from 'rxjs';
import { expect } from 'vitest';
import { admit } from '../../operators/admit.js';
import { type CompleteOptions, complete } from '../../operators/complete.js';
import { deadline } from '../../operators/deadline.js';
import { retryBackoff } from '../../operators/retryBackoff.js';
import { memoryCache } from '../../src/cache/memoryCache.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { createPurse } from '../../src/engine/money/createPurse.js';
import { type CallError, isCallError } from '../../src/errors/CallError.js';
import type { CallEvent } from '../../src/types/CallEvent.js';
import type { Outcome } from '../../src/types/Outcome.js';
import type { Delta, Reply } from '../../src/types/Reply.js';
import { until } from '../helpers/until.js';
import type { Way } from './rows.js';
import { expectNothingKept, type Mode, type Stand } from './Stand.js';

/** Words for what happened in one way of calling. */
export async function runWay(stand: Stand, way: Way): Promise<string> {
  if (way === 'cached') return cached(stand);
  if (way === 'cancelled') return cancelled(stand);
  if (way === 'failover') {
    return both(
      await ask(stand, 'always', 2, {}),
      await ask(stand, 'always', 2, { stream: true }),
      'streamed',
    );
  }
  const run = (mode: Mode) =>
    way === 'asItComes' ? asItComes(stand, mode) : ask(stand, mode, 1, { stream: way === 'streamed' });
  if (stand.row.before === 'spent' || stand.row.group === '429 that says when') return run('once');
  return both(await run('once'), await run('always'), 'always');
}

const both = (first: string, second: string, when: string) =>
  first === second ? first : `${first}; ${when}: ${second}`;

/** The whole stack, one try more than the first. */
async function ask(stand: Stand, mode: Mode, routes: 1 | 2, more: CompleteOptions): Promise<string> {
  await stand.begin(mode);
  const events: CallEvent[] = [];
  const client = stand.client(routes, (event) => events.push(event));
  await stand.warm(client);
  const limiter = gcraLimiter({ concurrency: 1 });
  const purse = createPurse({ capUsd: 1_000 });
  const lifts = mode === 'once' && stand.isState;
  const mended = lifts ? mendWhenMet(stand, events) : undefined;
  const outcome = await lastOf(
    of(stand.prompt).pipe(
      complete(client, {
        limiter,
        budget: purse,
        retry: routes === 2 ? false : retryOf(lifts),
        random: () => 1,
        deadline: { totalMs: stand.totalMs },
        ...more,
      }),
    ),
  );
  stop(mended);
  await stand.idle();
  await client.close();

  expectNothingKept(limiter);
  expect(purse.reservedUsd).toBe(0);
  // Never less than what was billed; a billionth is rounding.
  expect(purse.spentUsd).toBeGreaterThanOrEqual(stand.billedUsd - 1e-9);
  return words(outcome, stand, events, routes);
}

/** A stream handed on as it comes: what has passed cannot be taken back. */
async function asItComes(stand: Stand, mode: Mode): Promise<string> {
  const { prompt } = stand;
  await stand.begin(mode);
  const events: CallEvent[] = [];
  const client = stand.client(1, (event) => events.push(event));
  await stand.warm(client);
  const limiter = gcraLimiter({ concurrency: 1 });
  const lifts = mode === 'once' && stand.isState;
  const mended = lifts ? mendWhenMet(stand, events) : undefined;
  let failed: unknown;
  const deltas = await lastValueFrom(
    client.routes[0]!.stream(prompt).pipe(
      admit<Delta>(limiter),
      deadline({ totalMs: stand.totalMs }),
      retryBackoff<Delta>({
        ...retryOf(lifts),
        random: () => 1,
        onRetry: (reason, delayMs) => events.push({ type: 'retry', reason, delayMs }),
      }),
      catchError((error: unknown) => {
        failed = error;
        return from([]);
      }),
      toArray(),
    ),
  );
  stop(mended);
  await stand.idle();
  await client.close();
  expectNothingKept(limiter);

  const wanted = stand.wanted;
  const text = deltas.map((delta) => (delta.type === 'text' ? delta.text : '')).join('');
  const reasoning = deltas.map((delta) => (delta.type === 'reasoning' ? delta.text : '')).join('');
  if (failed === undefined) {
    const end = deltas.at(-1);
    if (end?.type !== 'end') return 'AN END WITHOUT ITS REPLY';
    if (text !== end.reply.text || reasoning !== end.reply.reasoning) return 'DELTAS THAT ARE NOT THE REPLY';
    return replyWords(end.reply, stand, events);
  }
  if (!isCallError(failed)) return `NO CALL ERROR: ${String(failed)}`;
  if (!wanted.text.startsWith(text) || !wanted.reasoning?.startsWith(reasoning))
    return 'DELTAS OF ANOTHER ANSWER';
  return failureWords(failed.code, failed.attempts, deltas.length > 0);
}

/** The same prompt three times over a cache: once with the fault, then twice without. */
async function cached(stand: Stand): Promise<string> {
  const { row } = stand;
  await stand.begin('once');
  const client = stand.client(1, () => undefined);
  await stand.warm(client);
  const through = complete(client, {
    cache: memoryCache(),
    flights: false,
    retry: false,
    deadline: { totalMs: stand.totalMs },
  });
  const once = () => lastOf(of(stand.prompt).pipe(through));
  const waits =
    row.before === 'occupied' && row.faults?.slots !== undefined && row.faults.maxQueued === undefined;
  const mended = waits ? mendWhenMet(stand, []) : undefined;
  const first = await once();
  stop(mended);
  stand.mend();
  await stand.ready();
  const { requests } = stand.faulty.stats();
  const second = await once();
  const third = await once();
  const asked = stand.faulty.stats().requests - requests;
  await client.close();

  const { text } = first.status === 'ok' && stand.isPart(first) ? first : stand.wanted;
  const tiers = [first, second, third].map((one) => (one.status === 'ok' ? one.cached : one.error.code));
  for (const one of [second, third]) if (replyOf(one)?.text !== text) return `ANOTHER ANSWER: ${tiers}`;
  if (first.status === 'ok')
    return tiers.join() === ',memory,memory' && asked === 0 ? 'stored' : `NOT STORED: ${tiers}`;
  const isFresh = tiers.slice(1).join() === ',memory' && asked === 1;
  const ends = first.status === 'run-ended' ? ', ends the run' : '';
  return isFresh ? `${first.error.code}, not stored${ends}` : `STORED A FAILURE: ${tiers}`;
}

/** Given up while the answer is under way, or while the next try waits. */
async function cancelled(stand: Stand): Promise<string> {
  const { row, faulty } = stand;
  await stand.begin('always');
  const events: CallEvent[] = [];
  const client = stand.client(1, (event) => events.push(event));
  await stand.warm(client);
  const slow = row.faults?.firstTokenMs === undefined ? { firstTokenMs: 300 } : {};
  faulty.setFaults({ ...slow, perTokenMs: 200 });
  const limiter = gcraLimiter({ concurrency: 1 });
  const purse = createPurse({ capUsd: 1_000 });
  const answered = faulty.stats().byStatus['200'] ?? 0;
  const outcomes: End[] = [];
  const options: CompleteOptions = { limiter, budget: purse, stream: true, random: () => 1 };
  const call = of(stand.prompt)
    .pipe(complete(client, { ...options, retry: { initialDelayMs: 60_000, networkDelayMs: 60_000 } }))
    .subscribe({
      next: (outcome) => outcomes.push(outcome),
      error: (error: unknown) => outcomes.push(endOfRun(error)),
    });
  const isWaiting = () => events.some((event) => event.type === 'retry');
  const isUnderWay = () => (faulty.stats().byStatus['200'] ?? 0) > answered;
  await until(() => isWaiting() || isUnderWay() || outcomes.length > 0);
  const waited = isWaiting();
  const { cancelledByClient, requests } = faulty.stats();
  call.unsubscribe();
  await stand.idle();

  expectNothingKept(limiter);
  expect(purse.reservedUsd).toBe(0);
  expect(purse.spentUsd).toBeGreaterThanOrEqual(stand.billedUsd - 1e-9);
  if (outcomes.length > 0) {
    await client.close();
    return `${words(outcomes[0] as End, stand, events, 1)}, at once`;
  }
  const closed = faulty.stats().cancelledByClient - cancelledByClient;
  // The next one finds the place, the connection and the server free.
  stand.mend();
  await stand.ready();
  const next = () => lastOf(of(stand.prompt).pipe(complete(client, { ...options, retry: false })));
  const outcome = await next();
  const asked = faulty.stats().requests - requests;
  await client.close();
  if (outcome.status !== 'ok' || asked !== 1) return `NOT FREE: ${outcome.status}, ${asked} requests`;
  if (waited) return closed === 0 ? 'no further try' : 'A REQUEST WHILE IT WAITED';
  return closed === 1 ? 'aborted' : `NOT ABORTED: ${closed}`;
}

/** What became of a prompt; an account that every further call would fail on ends the whole run. */
type End = Outcome | { readonly status: 'run-ended'; readonly error: CallError };

function endOfRun(error: unknown): End {
  if (!isCallError(error)) throw error;
  return { status: 'run-ended', error };
}

/** The one outcome there is. */
async function lastOf(outcomes: Observable<Outcome>): Promise<End> {
  try {
    const all = await lastValueFrom(outcomes.pipe(toArray()));
    expect(all).toHaveLength(1);
    return all[0] as Outcome;
  } catch (error) {
    return endOfRun(error);
  }
}

/** The server is mended as soon as the fault has been met. */
function mendWhenMet(stand: Stand, events: readonly CallEvent[]): Subscription {
  const { faulty, row } = stand;
  const before = faulty.stats().requests;
  const queues =
    row.before === 'occupied' && row.faults?.maxQueued === undefined && row.faults?.slots !== undefined;
  const watch = new Subscription();
  const isMet = () =>
    events.some((event) => event.type === 'retry') || (queues && faulty.stats().requests > before);
  const look = () => {
    if (watch.closed) return;
    if (isMet()) stand.mend();
    else setImmediate(look);
  };
  look();
  return watch;
}

function stop(watch: Subscription | undefined): void {
  watch?.unsubscribe();
}

const retryOf = (lifts: boolean) => {
  const delayMs = lifts ? 150 : 0;
  return { maxRetries: 1, initialDelayMs: delayMs, networkDelayMs: delayMs };
};

const replyOf = (outcome: End) => (outcome.status === 'ok' ? outcome : undefined);

function words(outcome: End, stand: Stand, events: readonly CallEvent[], routes: 1 | 2): string {
  if (outcome.status === 'run-ended') return `${outcome.error.code}, ends the run`;
  if (outcome.status === 'error') return failureWords(outcome.error.code, outcome.attempts, false);
  if (routes === 1) return replyWords(outcome, stand, events);
  const text = replyWords({ ...outcome, attempts: 1 }, stand, events);
  return outcome.route === 'second' ? `${text} from the second` : text;
}

function replyWords(reply: Reply, stand: Stand, events: readonly CallEvent[]): string {
  const { wanted } = stand;
  const isPart = stand.isPart(reply);
  if (!isPart && (reply.text !== wanted.text || reply.reasoning !== wanted.reasoning))
    return `ANOTHER ANSWER: ${reply.text}`;
  const waited = events.some((event) => event.type === 'retry' && event.delayMs > 0 && event.delayMs !== 150);
  const tries =
    reply.attempts > 1 ? ` at try ${reply.attempts}${waited ? ', after the time it named' : ''}` : '';
  const finish =
    isPart || reply.finishReason === wanted.finishReason ? '' : `, taken for ${reply.finishReason}`;
  const part = isPart ? ', of a part of the prompt' : '';
  return `ok${tries}${finish}${part}${reply.usage === null ? ', usage unknown' : ''}`;
}

function failureWords(code: string, attempts: number, partly: boolean): string {
  return `${code}${attempts > 1 ? ` after ${attempts} tries` : ''}${partly ? ', after part of it' : ''}`;
}
