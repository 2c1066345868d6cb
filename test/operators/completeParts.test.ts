import { defer, EMPTY, NEVER, of, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { complete } from '../../operators/complete.js';
import { memoryCache } from '../../src/cache/memoryCache.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../src/engine/limiter/slidingWindowLimiter.js';
import { createPurse } from '../../src/engine/money/createPurse.js';
import { fakeModel, type MarbleHelpers } from '../../src/testing/fakeModel.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import type { CallEvent } from '../../src/types/CallEvent.js';
import type { Quote } from '../../src/types/Purse.js';
import { aReply } from '../helpers/aReply.js';
import { marbles } from '../helpers/marbles.js';
import { asPrompts, inShort, stack } from './stack.js';

describe('the parts of complete', () => {
  it(
    'should tell its observer of waits, retries, look-ups and calls that were joined',
    marbles((helpers) => {
      const events: CallEvent[] = [];
      const observe = (event: CallEvent) => events.push(event);
      const { through } = stack(helpers, ['-4', '-(r|)'], {
        observe,
        cache: memoryCache(),
        limiter: gcraLimiter({ concurrency: 1 }),
        retry: { jitter: 'none', initialDelayMs: 2 },
      });
      helpers.expectObservable(through(helpers.cold('(aab|)'))).toBe('--x-(yz|)', {
        x: '2:r x1',
        y: '0:r x2',
        z: '1:r x0 coalesced',
      });
      helpers.flush();
      expect(events).toEqual([
        { type: 'cache-lookup', tier: 'memory', result: 'miss' },
        { type: 'admit', waitMs: 0, waitedFor: 'none' },
        { type: 'cache-lookup', tier: 'memory', result: 'miss' },
        { type: 'cache-lookup', tier: 'coalesced', result: 'hit' },
        { type: 'cache-lookup', tier: 'memory', result: 'miss' },
        { type: 'admit', waitMs: 1, waitedFor: 'concurrency' },
        { type: 'retry', reason: 'rate_limited', delayMs: 2 },
        { type: 'admit', waitMs: 0, waitedFor: 'none' },
      ]);
    }),
  );

  it('should take all its time from the scheduler that it is given', () => {
    const scheduler = new VirtualTimeScheduler();
    const quoted: number[][] = [];
    const quote: Quote = {
      worstUsd: (...span) => {
        quoted.push(span);
        return 1;
      },
      billedUsd: () => 0,
    };
    const calls = [NEVER, of(aReply())];
    const call = () => defer(() => calls.shift() ?? NEVER);
    const client = { routes: [{ name: 'r', quote: () => quote, call, stream: () => EMPTY }] };
    const got: unknown[] = [];
    of(fakePrompt('a', 0), fakePrompt('b', 1))
      .pipe(
        complete(client, {
          scheduler,
          budget: createPurse({ capUsd: 9 }),
          limiter: gcraLimiter({ requestsPerMinute: 60, share: 1 }),
          deadline: { totalMs: 5_000 },
          totalMs: 7_500,
          retry: { jitter: 'none', initialDelayMs: 2_000 },
        }),
        inShort,
      )
      .subscribe((outcome) => got.push(`${outcome} at ${scheduler.now()}`));
    scheduler.flush();
    expect(got).toEqual(['1:Rayleigh scattering. x1 at 1000', '0!timeout x1 at 7500']);
    expect(quoted).toEqual([
      [0, 5_000],
      [1_000, 6_000],
      [7_000, 12_000],
    ]);
  });

  it(
    'should give an attempt ten minutes, or as long as it likes when told so',
    marbles((helpers) => {
      const usual = stack(helpers, '-', { retry: false });
      helpers.expectObservable(usual.through(helpers.cold('a|'))).toBe('600s (f|)', { f: '0!timeout x1' });
      const patient = stack(helpers, '700s r|', { deadline: false });
      helpers.expectObservable(patient.through(helpers.cold('a|'))).toBe('700s r|', { r: '0:r x1' });
    }),
  );

  it(
    'should not begin a wait that would end after totalMs',
    marbles((helpers) => {
      const options = { totalMs: 10, retry: { jitter: 'none', initialDelayMs: 20 } } as const;
      const { through } = stack(helpers, '-5', options);
      helpers.expectObservable(through(helpers.cold('a|'))).toBe('-(f|)', { f: '0!overloaded x1' });
    }),
  );

  it(
    'should answer from the cache without flights, and ask for no key when nothing is kept under one',
    marbles((helpers) => {
      const { through } = stack(helpers, 'r|', { cache: memoryCache(), flights: false, concurrency: 1 });
      helpers.expectObservable(through(helpers.cold('(aa|)'))).toBe('x(y|)', {
        x: '0:r x1',
        y: '1:r x0 memory',
      });
      const key = () => {
        throw new TypeError('boom');
      };
      const plain = stack(helpers, 'r|', { flights: false, key });
      helpers.expectObservable(plain.through(helpers.cold('a|'))).toBe('x|', { x: '0:r x1' });
    }),
  );

  it(
    'should keep the limits of a route beside those of all, and reserve the tokens that it is told',
    marbles((helpers) => {
      const { scheduler } = helpers;
      const limiter = () => slidingWindowLimiter({ tokens: 1_000, windowMs: 1_000 });
      const three = () => helpers.cold('(abc|)');
      // Two of 400 fit, and the third comes when it is known how little one of them has used.
      const expected = '----(ab)-c|';
      const answers = { a: '0:r x1', b: '1:r x1', c: '2:r x1' };
      const tokens = () => 400;
      const route = { ...fakeModel(helpers as MarbleHelpers, '----r|'), limiter: limiter() };
      const ofRoute = three().pipe(asPrompts, complete({ routes: [route] }, { tokens, scheduler }), inShort);
      helpers.expectObservable(ofRoute).toBe(expected, answers);
      const ofAll = stack(helpers, '----r|', { tokens, limiter: limiter() });
      helpers.expectObservable(ofAll.through(three())).toBe(expected, answers);
      // Nothing told: 1,000 are reserved until the first is known.
      const untold = { ...fakeModel(helpers as MarbleHelpers, '----r|'), limiter: limiter() };
      const two = helpers
        .cold('(ab|)')
        .pipe(asPrompts, complete({ routes: [untold] }, { scheduler }), inShort);
      helpers.expectObservable(two).toBe('----a----b|', answers);
    }),
  );
});
