import { describe, expect, it } from 'vitest';
import { createCircuit } from '../../../../src/engine/circuit/createCircuit.js';
import {
  createRouting,
  type RoutedRoute,
  type Routing,
} from '../../../../src/engine/routing/createRouting.js';
import { CallError } from '../../../../src/errors/CallError.js';
import { SeededRandom } from '../../../../src/simulator/SeededRandom.js';
import { fakeReply } from '../../../../src/testing/fakeReply.js';

const random = () => {
  const seeded = new SeededRandom(1);
  return () => seeded.share();
};
const usage = (completionTokens: number) => ({
  promptTokens: 1,
  promptCacheHitTokens: 0,
  promptCacheMissTokens: 1,
  completionTokens,
  reasoningTokens: 0,
});

/** Answers of `tokens` tokens that take so long; ended at once. */
function answer(
  routing: Routing<RoutedRoute>,
  route: RoutedRoute,
  latencyMs: number,
  tokens: number,
  now = 0,
) {
  routing.started(route);
  routing.ended(route, fakeReply('r', { latencyMs, usage: usage(tokens) }), now);
}

function shares(routing: Routing<RoutedRoute>, now = 0): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let n = 0; n < 10_000; n++) {
    const name = routing.pick(undefined, now)?.name ?? 'none';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe('createRouting', () => {
  it('should go by priority, and pass over those that have failed', () => {
    const [a, b, c] = [{ name: 'a', priority: 2 }, { name: 'b' }, { name: 'c', priority: 1 }] as const;
    const routing = createRouting<RoutedRoute>([a, b, c]);
    expect(routing.routes.map(({ name }) => name)).toEqual(['b', 'c', 'a']);
    const failed = new Map<RoutedRoute, unknown>();
    const picked = [];
    for (let route = routing.pick(failed, 0); route !== undefined; route = routing.pick(failed, 0)) {
      picked.push(route.name);
      failed.set(route, 1);
    }
    expect(picked).toEqual(['b', 'c', 'a']);
  });

  it('should draw equals by their weights', () => {
    const routes = [
      { name: 'a', weight: 3 },
      { name: 'b', weight: 1 },
      { name: 'never', weight: 0 },
      { name: 'spare', priority: 1 },
    ];
    const { a = 0, b = 0, ...others } = shares(createRouting<RoutedRoute>(routes, { random: random() }));
    expect(others).toEqual({});
    expect(a / (a + b)).toBeCloseTo(0.75, 1);
  });

  it('should take a weight that is not given for 1, and never draw one of 0', () => {
    const mixed = createRouting<RoutedRoute>([{ name: 'a', weight: 3 }, { name: 'b' }], { random: random() });
    expect(Math.abs((shares(mixed).a ?? 0) - 7_500)).toBeLessThan(200);
    const routes = [
      { name: 'never', weight: 0 },
      { name: 'b', weight: 1 },
    ];
    expect(createRouting<RoutedRoute>(routes, { random: () => 0 }).pick(undefined, 0)?.name).toBe('b');
  });

  it('should learn from streams that have ended, too', () => {
    const [slow, fast] = [{ name: 'slow' }, { name: 'fast' }];
    const routing = createRouting<RoutedRoute>([slow, fast], { random: random() });
    for (const [route, ttftMs] of [
      [slow, 1_000],
      [fast, 100],
    ] as const) {
      routing.started(route);
      routing.ended(route, { type: 'end', reply: fakeReply('r', { ttftMs }) }, 0);
    }
    expect(shares(routing)).toEqual({ fast: 10_000 });
  });

  it('should prefer the one that takes less time for a token, however long its answers are', () => {
    const [slow, fast] = [{ name: 'slow' }, { name: 'fast' }];
    const routing = createRouting<RoutedRoute>([slow, fast], { random: random() });
    answer(routing, slow, 1_000, 10);
    answer(routing, fast, 4_000, 100);
    expect(shares(routing)).toEqual({ fast: 10_000 });
    // With two under way over there it would be later.
    for (let n = 0; n < 3; n++) routing.started(fast);
    expect(shares(routing)).toEqual({ slow: 10_000 });
  });

  it('should go by what is under way while it knows nothing, and forget what is long ago', () => {
    const [a, b] = [{ name: 'a' }, { name: 'b' }];
    const routing = createRouting<RoutedRoute>([a, b], { random: random() });
    routing.started(a);
    expect(shares(routing)).toEqual({ b: 10_000 });
    routing.ended(a, undefined, 0);
    answer(routing, a, 100, 1);
    answer(routing, b, 1_000, 1);
    expect(shares(routing)).toEqual({ a: 10_000 });
    expect(Object.keys(shares(routing, 31_000)).sort()).toEqual(['a', 'b']);
  });

  it('should compare two of many, so that not all calls go to the best one', () => {
    const routes = Array.from({ length: 5 }, (_, index) => ({ name: `${index}` }));
    const routing = createRouting<RoutedRoute>(routes, { random: random() });
    for (const [index, route] of routes.entries()) answer(routing, route, 100 * (index + 1), 1);
    const counts = shares(routing);
    expect(counts['0']).toBeGreaterThan(3_500);
    expect(counts['1']).toBeGreaterThan(2_500);
    expect(counts['4']).toBeUndefined();
  });

  it('should ask a route that wants a pause last, until that is over', () => {
    const [a, b] = [{ name: 'a' }, { name: 'b', priority: 1 }];
    const routing = createRouting<RoutedRoute>([a, b]);
    routing.started(a);
    routing.ended(
      a,
      new CallError('busy', { code: 'rate_limited', httpStatus: 429, retryAfterMs: 500 }),
      100,
    );
    expect(routing.pick(undefined, 599)?.name).toBe('b');
    expect(routing.pick(new Map([[b, 1]]), 599)?.name).toBe('a');
    expect(routing.pick(undefined, 600)?.name).toBe('a');
    // Nobody has asked the server that time.
    routing.started(a);
    routing.ended(a, new CallError('not yet', { code: 'rate_limited', retryAfterMs: 500, attempts: 0 }), 600);
    expect(routing.pick(undefined, 700)?.name).toBe('a');
  });

  it('should ask a route whose account is refused last, for a minute', () => {
    const [a, b] = [{ name: 'a' }, { name: 'b', priority: 1 }];
    const routing = createRouting<RoutedRoute>([a, b]);
    routing.started(a);
    routing.ended(a, new CallError('no', { code: 'unauthorized', httpStatus: 401, account: true }), 0);
    expect([59_999, 60_000].map((now) => routing.pick(undefined, now)?.name)).toEqual(['b', 'a']);
  });

  it('should pass over a route whose circuit is open', () => {
    const circuit = createCircuit({ inARow: 1, random: () => 0 });
    const routing = createRouting<RoutedRoute>([{ name: 'a', circuit }]);
    circuit.ended('failed', circuit.started(0), 0);
    expect(routing.pick(undefined, 999)).toBeUndefined();
    expect(routing.pick(undefined, 1_000)?.name).toBe('a');
  });

  it('should bear routes that it does not know, and name what cannot be', () => {
    const routing = createRouting<RoutedRoute>([{ name: 'a' }]);
    routing.started({ name: 'b' });
    routing.ended({ name: 'b' }, undefined, 0);
    expect(() => createRouting([])).toThrow('at least one route');
    expect(() => createRouting([{ name: 'a', weight: -1 }])).toThrow('weight');
  });
});
