import { lastValueFrom, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { complete } from '../../operators/complete.js';
import { createClient } from '../../src/client/createClient.js';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import type { CallEvent } from '../../src/types/CallEvent.js';
import type { Hedger } from '../../src/types/Hedger.js';

/** Everything is late after a moment. */
const eager: Hedger = { delayMs: 20, hedges: 0, began: () => {}, took: () => {}, take: () => true };

describe('a second call over HTTP', () => {
  it.each([true, false])(
    'should close the connection of the one that was late (stream: %s)',
    async (stream) => {
      const simulator = await startSimulator({
        faults: { next: ['stallBeforeAnswer', 'ok'], stallMs: 600_000 },
      });
      const events: CallEvent[] = [];
      const client = createClient({
        routes: [{ baseUrl: simulator.url, apiKey: 'any', params: { model: 'deepseek-flash' } }],
        observe: (event) => events.push(event),
      });
      const ask = complete(client, { stream, hedge: eager });
      const [outcome] = await lastValueFrom(of(fakePrompt('Why?')).pipe(ask, toArray()));
      expect(outcome).toMatchObject({ status: 'ok', attempts: 2 });
      const ends = events.flatMap((event) => (event.type === 'attempt-end' ? [event.outcome] : []));
      expect(ends.sort()).toEqual(['cancelled', 'ok']);
      const wasted = events.flatMap((event) =>
        event.type === 'attempt-end' ? [event.wasted ?? []].flat() : [],
      );
      // What was sent: the server tells nothing of a call that is broken off.
      expect(wasted).toEqual([
        { reason: 'hedged', tokens: expect.any(Number), costUsd: expect.any(Number), isEstimate: true },
      ]);
      expect(wasted[0]?.tokens).toBeGreaterThan(2);
      expect(events.filter(({ type }) => type === 'hedge')).toHaveLength(1);
      // While the client is still open: it is this one call whose socket is closed, and the server sees it.
      await expect
        .poll(() =>
          simulator
            .requests()
            .map(({ outcome }) => outcome)
            .sort(),
        )
        .toEqual(['answered', 'cancelled']);
      await client.close();
      await simulator.close();
    },
  );
});
