import { lastValueFrom } from 'rxjs';
import { expect, it, onTestFinished } from 'vitest';
import { createRoute } from '../../src/client/createRoute.js';
import { toldLimits } from '../../src/client/toldLimits.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { type RateLimitForm, rateLimitForms } from '../../src/simulator/faults/forms.js';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import type { ToldLimits } from '../../src/types/Limiter.js';

const tellsNothing: readonly RateLimitForm[] = ['none', 'unknown'];

it.each(rateLimitForms)('should hear what answers, streams and errors say of limits: %s', async (form) => {
  const faults = { requestsPerMinute: 2, rateLimitHeaders: form };
  const simulator = await startSimulator({ answerTokens: 2, faults });
  const heard: ToldLimits[] = [];
  const limiter = gcraLimiter({});
  limiter.heard = (told, now, askedAt) => {
    expect(now).toBeGreaterThanOrEqual(askedAt);
    heard.push(told);
  };
  const route = createRoute({
    baseUrl: simulator.url,
    apiKey: 'any',
    params: { model: 'deepseek-flash' },
    limiter,
  });
  onTestFinished(async () => {
    await route.close();
    await simulator.close();
  });

  await lastValueFrom(route.call(fakePrompt('one')));
  await lastValueFrom(route.stream(fakePrompt('two')));
  await expect(lastValueFrom(route.call(fakePrompt('three')))).rejects.toMatchObject({
    code: 'rate_limited',
  });

  if (tellsNothing.includes(form)) {
    expect(heard).toEqual([]);
    return;
  }
  expect(heard.map(({ requests }) => requests?.remaining)).toEqual([1, 0, 0]);
  for (const { requests } of heard) {
    expect(requests?.limit).toBe(2);
    expect(requests?.resetMs).toBeGreaterThan(20_000);
    expect(requests?.resetMs).toBeLessThanOrEqual(61_000);
  }
});

it('should hear nothing in headers without numbers, and of tokens apart from requests', () => {
  const now = Date.now();
  expect(toldLimits(['content-type', 'application/json', 'x-request-id', 'r'], now)).toBeUndefined();
  expect(
    toldLimits(['x-ratelimit-remaining-requests', '-1', 'x-ratelimit-reset-requests', '0'], now),
  ).toBeUndefined();
  expect(toldLimits(['x-ratelimit-remaining-requests', '5'], now)).toBeUndefined();
  expect(
    toldLimits(
      [
        ...[Buffer.from('X-RateLimit-Remaining-Tokens'), Buffer.from('149984')],
        ...[Buffer.from('X-RateLimit-Reset-Tokens'), Buffer.from('6m0s')],
      ],
      now,
    ),
  ).toEqual({ tokens: { remaining: 149_984, resetMs: 360_000 } });
  expect(toldLimits(['RateLimit', '"tokens-per-minute";r=5;t=9'], now)).toEqual({
    tokens: { remaining: 5, resetMs: 9_000 },
  });
});
