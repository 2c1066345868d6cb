import { lastValueFrom, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { deadline } from '../../operators/deadline.js';
import { createClient } from '../../src/client/createClient.js';
import type { HttpRoute } from '../../src/client/createRoute.js';
import { openaiChat } from '../../src/codec/openaiChat.js';
import type { SimulatorFaultsInput } from '../../src/simulator/SimulatorFaults.js';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import type { CallEvent } from '../../src/types/CallEvent.js';
import type { Codec } from '../../src/types/Codec.js';
import { chatAnswer, routeTo, serveHttp } from './serve.js';

/** What one call before such a server used up for nothing. */
async function wasteOf(faults: SimulatorFaultsInput, ask: (route: HttpRoute) => Observable<unknown>) {
  const simulator = await startSimulator({ faults, answerTokens: 30 });
  const events: CallEvent[] = [];
  const params = { model: 'deepseek-flash', thinking: { type: 'disabled' } as const };
  const client = createClient({
    routes: [{ baseUrl: simulator.url, apiKey: 'any', params }],
    observe: (event) => events.push(event),
  });
  await lastValueFrom(ask(client.routes[0] as HttpRoute), { defaultValue: undefined }).catch(() => {});
  await client.close();
  await simulator.close();
  return events.flatMap((event) => (event.type === 'attempt-end' ? [event.wasted] : []));
}

const prompt = fakePrompt('Why is the sky blue?');
const whole = (route: HttpRoute) => route.call(prompt);
const stream = (route: HttpRoute) => route.stream(prompt);

describe('what is spent for nothing', () => {
  it('should be nothing for an answer, and for a refusal before any work was done', async () => {
    expect(await wasteOf({}, whole)).toEqual([undefined]);
    expect(await wasteOf({ next: ['status503'] }, whole)).toEqual([undefined]);
    expect(await wasteOf({ next: ['status429'] }, stream)).toEqual([undefined]);
    expect(await wasteOf({ refuseForMs: 60_000 }, whole)).toEqual([undefined]);
  });

  it('should be what is billed for an answer that the server broke off, and says so', async () => {
    const [wasted] = await wasteOf({ next: ['interrupted'] }, whole);
    expect(wasted).toMatchObject({ reason: 'interrupted', isEstimate: false });
    expect(wasted?.tokens).toBeGreaterThan(10);
    expect(wasted?.costUsd).toBeGreaterThan(0);
  });

  it('should be what is billed for an answer that nobody wants when it is whole', async () => {
    const { decode, ...others } = openaiChat();
    let unwanted: () => void = () => {};
    const codec: Codec = {
      ...others,
      decode: (body, model) => {
        // After its last byte, before it is handed on.
        process.nextTick(unwanted);
        return decode(body, model);
      },
    };
    const url = await serveHttp((_, response) => response.end(chatAnswer('blue')));
    const { route, events } = routeTo(url, { codec });
    const got: unknown[] = [];
    await new Promise<void>((resolve) => {
      const subscription = route.call(prompt).subscribe((reply) => got.push(reply));
      unwanted = () => {
        subscription.unsubscribe();
        resolve();
      };
    });
    const { usage } = decode(chatAnswer('blue'), 'deepseek-flash');
    expect(got).toEqual([]);
    expect(events.filter(({ type }) => type === 'attempt-end')).toEqual([
      expect.objectContaining({
        outcome: 'cancelled',
        wasted: expect.objectContaining({
          tokens: (usage?.promptTokens ?? 0) + (usage?.completionTokens ?? 0),
          isEstimate: false,
        }),
      }),
    ]);
  });

  it('should be estimated by what was sent and had come, where nobody tells', async () => {
    const [before] = await wasteOf({ firstTokenMs: 60_000 }, (route) =>
      stream(route).pipe(deadline({ firstMs: 50 })),
    );
    expect(before).toMatchObject({ reason: 'timeout', isEstimate: true });
    const [cut] = await wasteOf({ next: ['cutStream'] }, stream);
    expect(cut).toMatchObject({ reason: 'stream_cut', isEstimate: true });
    // The beginning of an answer had come, too.
    expect(cut?.tokens).toBeGreaterThan((before?.tokens ?? 0) + 3);
  });
});
