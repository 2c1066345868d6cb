import { lastValueFrom, timer } from 'rxjs';
import { complete, createClient, fromIterable, gcraLimiter, run } from 'rxprompt';
import { type RemoteSimulator, withSimulators } from '../withSimulators.js';

const kinds = ['slidingLog', 'tokenBucket', 'fixedWindow', 'secondBucket'] as const;

/** Our client before a simulator that counts in each of the four ways, all at once: of the rate what it let in. */
export async function wire({ perMinute = 3_000, windowMs = 60_000, seconds = 150 } = {}): Promise<void> {
  const faults = {
    requestsPerMinute: perMinute,
    rateLimitWindowMs: windowMs,
    firstTokenMs: 'lognormal:150,0.5',
  };
  const options = kinds.map((rateLimitKind) => ({ answerTokens: 20, faults: { ...faults, rateLimitKind } }));
  console.log(
    `gcraLimiter at ${perMinute} a minute on the wire, for ${seconds} s, windows of ${windowMs / 1_000} s`,
  );
  await withSimulators(options, async (simulators) => {
    const results = await Promise.all(simulators.map((simulator) => saturate(simulator, perMinute, seconds)));
    for (const [index, { accepted, refused }] of results.entries()) {
      const used = (100 * accepted * 60) / seconds / perMinute;
      console.log(
        `  ${(kinds[index] as string).padEnd(13)} ${used.toFixed(1).padStart(6)} %, ${refused} refused`,
      );
    }
  });
}

async function saturate(simulator: RemoteSimulator, requestsPerMinute: number, seconds: number) {
  const client = createClient({
    routes: [{ baseUrl: simulator.url, apiKey: 'any', params: { model: 'deepseek-flash' } }],
  });
  function* questions() {
    for (let count = 0; ; count++) yield `Question ${count}?`;
  }
  const running = run(
    fromIterable(questions()),
    complete(client, { concurrency: 200, retry: false, limiter: gcraLimiter({ requestsPerMinute }) }),
  ).subscribe();
  await lastValueFrom(timer(seconds * 1_000));
  running.unsubscribe();
  await client.close();
  const { byStatus } = await simulator.stats();
  return { accepted: byStatus[200] ?? 0, refused: byStatus[429] ?? 0 };
}
