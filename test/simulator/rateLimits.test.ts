import { Agent } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rateLimitKinds } from '../../src/simulator/faults/forms.js';
import { rateLimitHeaders } from '../../src/simulator/faults/rateLimitHeaders.js';
import { sayRetryAfter } from '../../src/simulator/faults/retryAfterHeaders.js';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, chatBody } from './ask.js';

let simulator: Simulator;
let agent: Agent;
beforeEach(async () => {
  simulator = await startSimulator({ answerTokens: 20, answerSigma: 0 });
  agent = new Agent({ connections: 8 });
});
afterEach(async () => {
  await agent.destroy();
  await simulator.close();
});

const plain = chatBody('Why?', { thinking: { type: 'disabled' } });
const post = () => ask(`${simulator.url}/chat/completions`, plain, {}, agent);

describe('rate limits of the simulator', () => {
  it.each(rateLimitKinds)(
    'should answer 429 over the requests of a window, and again afterwards: %s',
    async (kind) => {
      // 2 in each window of 300 ms; 6 and more in a bucket of a second.
      simulator.setFaults({
        requestsPerMinute: 400,
        rateLimitWindowMs: 300,
        rateLimitKind: kind,
        retryAfterSeconds: 'exact',
      });
      let refused = await post();
      for (let index = 0; refused.status === 200 && index < 12; index++) refused = await post();
      const waitMs = Number(refused.headers['retry-after']) * 1_000;
      simulator.setFaults({ firstTokenMs: 0 });

      expect([refused.status, waitMs > 0, waitMs <= 300]).toEqual([429, true, true]);
      expect(refused.text).toContain('"message":"Rate Limit Reached"');
      // The gate is asked when a request comes, so this waits for its time and not for a timer of ours.
      const from = performance.now();
      let again = await post();
      while (again.status === 429) again = await post();
      expect(performance.now() - from).toBeGreaterThan(waitMs - 60);
    },
  );

  it('should count tokens in and out, and refuse with a page of nginx when it is told to', async () => {
    simulator.setFaults({ tokensPerMinute: 20, rateLimitStatus: 503 });
    const [first, second] = [await post(), await post()];

    // The first may be longer than what is left; nothing is, afterwards.
    expect(JSON.parse(first.text).usage.total_tokens).toBeGreaterThan(20);
    expect([first.status, second.status]).toEqual([200, 503]);
    expect(second.text).toContain('<title>503 Service Temporarily Unavailable</title>');
  });

  it('should tell on every answer where the limits stand', async () => {
    simulator.setFaults({ requestsPerMinute: 2, rateLimitHeaders: 'openai', tokensPerMinute: 1_000 });
    const seen = [await post(), await post(), await post()];

    expect(seen.map(({ headers }) => headers['x-ratelimit-remaining-requests'])).toEqual(['1', '0', '0']);
    expect(seen[2]?.headers).toMatchObject({
      'x-ratelimit-limit-requests': '2',
      'x-ratelimit-reset-requests': expect.stringMatching(/^(59(\.\d+)?s|1m0s)$/),
      'x-ratelimit-limit-tokens': '1000',
    });
    expect(Number(seen[0]?.headers['x-ratelimit-remaining-tokens'])).toBeLessThan(980);
  });
});

describe('the headers of a limit', () => {
  const states = [
    { unit: 'requests', perMinute: 60, remaining: 59, resetMs: 1_000 },
    { unit: 'tokens', perMinute: 150_000, remaining: 149_984, resetMs: 360_000 },
  ] as const;
  const now = Date.UTC(2026, 10, 24, 10, 0, 0);
  const told = (form: Parameters<typeof rateLimitHeaders>[1], index = 0, states_ = states as never) => {
    const list = rateLimitHeaders(states_, form, now);
    return list.filter((_, at) => at % 2 === 1).slice(index);
  };

  it.each([
    ['none', []],
    ['openai', ['60', '59', '1s', '150000', '149984', '6m0s']],
    ['azure', ['60', '59', '1', '150000', '149984', '360']],
    ['unknown', ['60', '-1', '0', '150000', '-1', '0']],
    ['epoch', ['60', '59', String(now / 1_000 + 1)]],
    ['epochMs', ['60', '59', String(now + 1_000)]],
    ['anthropic', ['60', '59', '2026-11-24T10:00:01Z', '150000', '149984', '2026-11-24T10:06:00Z']],
    ['ietf', ['limit=60, remaining=59, reset=1']],
    [
      'ietfPolicy',
      ['"requests";q=60;w=60', '"requests";r=59;t=1', '"tokens";q=150000;w=60', '"tokens";r=149984;t=360'],
    ],
  ] as const)('should be those of %s', (form, values) => {
    expect(told(form)).toEqual(values);
  });

  it.each([
    [0, '0s'],
    [11.2, '12ms'],
    [1_500, '1.5s'],
    [252_172, '4m12.172s'],
    [86_256_648, '23h57m36.648s'],
    [3_600_000, '1h0m0s'],
  ])('should write %d ms as Go does: %s', (resetMs, text) => {
    expect(told('openai', 2, [{ ...states[0], resetMs }] as never)).toEqual([text]);
  });
});

describe('the time to wait', () => {
  const now = Date.UTC(2026, 10, 4, 10, 0, 0);

  it.each([
    ['seconds', ['Retry-After', '2.5']],
    ['date', ['Retry-After', 'Wed, 04 Nov 2026 10:00:02 GMT']],
    ['rfc850', ['Retry-After', 'Wednesday, 04-Nov-26 10:00:02 GMT']],
    ['asctime', ['Retry-After', 'Wed Nov  4 10:00:02 2026']],
    ['iso', ['Retry-After', '2026-11-04T10:00:02.500Z']],
    ['ms', ['retry-after-ms', '2500']],
    ['both', ['Retry-After', '3', 'retry-after-ms', '2500']],
    ['pastDate', ['Retry-After', 'Wed, 04 Nov 2026 09:58:57 GMT']],
    ['negative', ['Retry-After', '-2.5']],
    ['garbage', ['Retry-After', 'soon']],
  ] as const)('should be said as %s', (form, headers) => {
    expect(sayRetryAfter(2.5, form, now)).toEqual(headers);
  });
});
