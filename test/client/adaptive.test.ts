import { lastValueFrom, tap, toArray } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';
import { complete } from '../../operators/complete.js';
import { createClient } from '../../src/client/createClient.js';
import { AdaptiveConcurrency } from '../../src/engine/adaptive/AdaptiveConcurrency.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { fromIterable } from '../../src/sources/fromIterable.js';

it('should keep to a limit that moves, on the wire, for few refusals, and have every prompt answered', async () => {
  const simulator = await startSimulator({ answerTokens: 5, faults: { maxInFlight: 40, firstTokenMs: 40 } });
  const limiter = gcraLimiter({ concurrency: new AdaptiveConcurrency() });
  const client = createClient({
    routes: [{ baseUrl: simulator.url, apiKey: 'any', params: { model: 'deepseek-flash' }, limiter }],
  });
  onTestFinished(async () => {
    await client.close();
    await simulator.close();
  });

  const limits: number[] = [];
  let rows = 0;
  const outcomes = await lastValueFrom(
    fromIterable(Array.from({ length: 3_000 }, (_, index) => `Question ${index}?`)).pipe(
      complete(client, { concurrency: 100, retry: { initialDelayMs: 100 } }),
      tap(() => {
        rows++;
        if (rows % 1_000 === 0) limits.push(limiter.concurrency);
        if (rows === 1_000) simulator.setFaults({ maxInFlight: 10 });
        if (rows === 2_000) simulator.setFaults({ maxInFlight: 40 });
      }),
      toArray(),
    ),
  );

  expect(outcomes.filter(({ status }) => status !== 'ok')).toEqual([]);
  expect(limits[0]).toBeGreaterThan(30);
  expect(limits[0]).toBeLessThanOrEqual(45);
  expect(limits[1]).toBeLessThanOrEqual(12);
  const { byStatus } = simulator.stats();
  expect(byStatus[429]).toBeGreaterThan(0);
  expect(byStatus[429]).toBeLessThan(120);
  expect([limiter.inFlight, limiter.waiting]).toEqual([0, 0]);
}, 60_000);
