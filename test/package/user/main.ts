// What a user writes with `rxprompt`: the pipeline of the README, put together by hand.
import { writeFileSync } from 'node:fs';
import { lastValueFrom, type Observable } from 'rxjs';
import {
  admit,
  cacheLookup,
  catchFailure,
  coalesce,
  concurrentMap,
  createClient,
  createFlights,
  deadline,
  failover,
  fromJsonl,
  gcraLimiter,
  isOutcome,
  memoryCache,
  type Outcome,
  type Prompt,
  type Reply,
  requestKey,
  retryBackoff,
  run,
  type Snapshot,
  sanitize,
  toJsonl,
} from 'rxprompt';

const [baseUrl = '', input = '', output = ''] = process.argv.slice(2);
const client = createClient({ routes: [{ baseUrl, apiKey: 'any', params: { model: 'deepseek-flash' } }] });
const limiter = gcraLimiter({ requestsPerMinute: 60_000, concurrency: 4 });
const cache = memoryCache({ maxBytes: 1e6 });
const flights = createFlights<Reply>();

const pipeline = (prompts: Observable<Prompt>): Observable<Outcome> =>
  prompts.pipe(
    sanitize({ kinds: ['email'] }),
    concurrentMap(
      (prompt) =>
        failover(client.routes, (route) =>
          route.call(prompt).pipe(admit(limiter), deadline({ totalMs: 10_000 })),
        ).pipe(
          retryBackoff({ maxRetries: 2 }),
          coalesce(flights, requestKey(prompt)),
          cacheLookup(cache, requestKey(prompt)),
          catchFailure(prompt),
        ),
      { concurrency: 8 },
    ),
  );

writeFileSync(input, '{"prompt": "Why is the sky blue?"}\n{"prompt": "Write to ann@example.com"}\n');
const { rows }: Snapshot = await lastValueFrom(run(fromJsonl(input), pipeline, toJsonl(output)));
await client.close();
console.log(`${rows.ok} ok, ${rows.altered} altered, ${isOutcome({ status: 'ok' })}`);
