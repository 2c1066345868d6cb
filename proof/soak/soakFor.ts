import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { lastValueFrom, map, tap, timer } from 'rxjs';
import { complete } from '../../operators/complete.js';
import { sanitize } from '../../operators/sanitize.js';
import { memoryCache } from '../../src/cache/memoryCache.js';
import { createClient } from '../../src/client/createClient.js';
import { AdaptiveConcurrency } from '../../src/engine/adaptive/AdaptiveConcurrency.js';
import { createCircuit } from '../../src/engine/circuit/createCircuit.js';
import { createHedger } from '../../src/engine/createHedger.js';
import { createRetryBudget } from '../../src/engine/createRetryBudget.js';
import { createFlights } from '../../src/engine/flights.js';
import { createLedger } from '../../src/engine/ledger.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { createPurse } from '../../src/engine/money/createPurse.js';
import { runWith } from '../../src/pipeline/run.js';
import { fromIterable } from '../../src/sources/fromIterable.js';
import { createTally } from '../../src/telemetry/createTally.js';
import type { Outcome } from '../../src/types/Outcome.js';
import type { Reply } from '../../src/types/Reply.js';

/** What a soak found. */
export interface Soaked {
  readonly prompts: number;
  readonly ok: number;
  readonly failed: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly aborted: number;
  /** Megabytes of the heap, after a collection, at equal intervals. */
  readonly heapMb: readonly number[];
  /** What does not hold. */
  readonly wrong: readonly string[];
}

/** Puts prompts through everything there is, before these addresses, for so long, and then counts what is left behind. */
export async function soakFor(urls: readonly string[], seconds: number): Promise<Soaked> {
  const before = census();
  const wrong: string[] = [];
  const heapMb: number[] = [];
  const tally = createTally();
  // Outside the heap, whose growth is looked at.
  const rows = new Uint8Array(8_000_000);
  let written = 0;
  const routes = urls.map((baseUrl, index) => ({
    name: `region-${index}`,
    baseUrl,
    apiKey: 'any',
    params: { model: 'deepseek-flash', max_tokens: 30, thinking: { type: 'disabled' as const } },
    // Two equals, and one that stands in.
    priority: index === 2 ? 1 : 0,
    connectMs: 1_000,
    limiter: gcraLimiter({ concurrency: new AdaptiveConcurrency() }),
    circuit: createCircuit({ maxOpenMs: 1_000 }),
  }));
  const client = createClient({ routes, observe: tally.observe });
  const purse = createPurse({ capUsd: 1_000 });
  const ledger = createLedger({ maxItems: 300 });
  const flights = createFlights<Reply>();
  const ends = performance.now() + seconds * 1_000;
  let [asked, aborted] = [0, 0];
  function* prompts() {
    for (; performance.now() < ends; asked++) {
      // Some repeat, some hold personal data.
      const question =
        asked % 10 === 0 ? `Again ${asked % 1_000}` : `Question ${asked} of ann${asked}@example.com?`;
      yield { prompt: question, id: `${asked}` };
    }
  }
  // One call in three is meant to fail here.
  const retries = createRetryBudget({ share: 0.5, perSecond: 20, most: 50 });
  const pipelineOf = (stream: boolean, hedged: boolean) =>
    complete(client, {
      concurrency: 100,
      stream,
      flights,
      cache: memoryCache({ maxBytes: 2e6 }),
      budget: purse,
      whenOpen: 'wait',
      totalMs: 30_000,
      deadline: { firstMs: 1_000, idleMs: 1_000, totalMs: 5_000 },
      retry: { initialDelayMs: 20, networkDelayMs: 10, maxDelayMs: 200, budget: retries },
      ...(hedged && { hedge: createHedger() }),
    });

  const watching = timer(0, (seconds * 1_000) / 20).subscribe(() => {
    collectGarbage();
    heapMb.push(Math.round(process.memoryUsage().heapUsed / 1e5) / 10);
  });
  // Runs that are unsubscribed in the middle, beside the one that ends by itself.
  const aborting = timer(100, 300).subscribe(() => {
    const some = Array.from({ length: 40 }, (_, n) => ({ prompt: `Aborted ${aborted} ${n}` }));
    const running = fromIterable(some)
      .pipe(pipelineOf(aborted % 2 === 0, true))
      .subscribe({ error: () => {} });
    aborted++;
    setTimeout(() => running.unsubscribe(), 1 + ((aborted * 37) % 90));
  });
  const count = tap<Outcome>(({ seq }) => {
    written++;
    rows[seq] = (rows[seq] as number) + 1;
  });
  const failed: Record<string, number> = {};
  const codes = map((outcome: Outcome) => {
    if (outcome.status === 'error') failed[outcome.error.code] = (failed[outcome.error.code] ?? 0) + 1;
    return outcome;
  });
  const ask = runWith({ ledger, tally })(
    fromIterable(prompts()),
    (source) => source.pipe(sanitize(), pipelineOf(true, true)),
    count,
    codes,
  );
  const snapshot = await lastValueFrom(ask).catch((error: unknown) => {
    wrong.push(`the run ended in ${error}`);
    return tally.snapshot();
  });
  watching.unsubscribe();
  aborting.unsubscribe();
  const last = asked;

  const isOnce = written === last && rows.subarray(0, last).every((times) => times === 1);
  if (!isOnce) wrong.push(`${written} rows of ${last} prompts: not each has exactly one`);
  const settled = () => [
    ...(ledger.outstanding === 0 ? [] : [`${ledger.outstanding} tickets are out`]),
    ...routes.flatMap(({ name, limiter }) => [
      ...(limiter.inFlight === 0 ? [] : [`${limiter.inFlight} permits of ${name} are out`]),
      ...(limiter.waiting === 0 ? [] : [`${limiter.waiting} wait for a permit of ${name}`]),
    ]),
    ...(purse.reservedUsd === 0 ? [] : [`${purse.reservedUsd} dollars are set aside`]),
    ...(purse.waiting === 0 ? [] : [`${purse.waiting} wait for money`]),
    ...(tally.snapshot().attempts.in_flight === 0 ? [] : ['attempts have not ended']),
  ];
  wrong.push(...(await settles(settled)));
  await client.close();
  const left = () => differences(before, census());
  wrong.push(...(await settles(left)));
  wrong.push(...growth(heapMb));
  return {
    prompts: last,
    ok: snapshot.rows.ok,
    failed,
    requests: snapshot.attempts.sent,
    outcomes: snapshot.attempt_errors,
    aborted,
    heapMb,
    wrong,
  };
}

/** Waits until nothing is found any more, or tells what still is after a while. */
async function settles(find: () => readonly string[]): Promise<readonly string[]> {
  for (let look = 0; look < 100 && find().length > 0; look++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return find();
}

/** Sockets, timers and whatever else keeps the process alive, and its listeners. */
function census(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const resource of process.getActiveResourcesInfo()) {
    counts.set(resource, (counts.get(resource) ?? 0) + 1);
  }
  for (const event of process.eventNames()) {
    counts.set(`listeners of ${String(event)}`, process.listenerCount(event));
  }
  return counts;
}

function differences(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): readonly string[] {
  return [...after].flatMap(([name, count]) => {
    const more = count - (before.get(name) ?? 0);
    return more > 0 ? [`${more} of ${name} left`] : [];
  });
}

/** The last third may not hold much more than the second: the first one warms up. */
function growth(heapMb: readonly number[]): readonly string[] {
  const third = Math.floor(heapMb.length / 3);
  const mean = (part: readonly number[]) => part.reduce((sum, mb) => sum + mb, 0) / part.length;
  const [middle, end] = [mean(heapMb.slice(third, 2 * third)), mean(heapMb.slice(2 * third))];
  return end > middle + 15 ? [`the heap grew from ${middle.toFixed(1)} to ${end.toFixed(1)} MB`] : [];
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
