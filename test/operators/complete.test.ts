import { concat, EMPTY, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { complete } from '../../operators/complete.js';
import { memoryCache } from '../../src/cache/memoryCache.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { createPurse } from '../../src/engine/money/createPurse.js';
import { fakeModel, type MarbleHelpers } from '../../src/testing/fakeModel.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import type { CallEvent } from '../../src/types/CallEvent.js';
import { marbles } from '../helpers/marbles.js';
import { asPrompts, inShort, stack } from './stack.js';

describe('complete', () => {
  it(
    'should answer each prompt, no more at once than the limit',
    marbles((helpers) => {
      const { through } = stack(helpers, '--r|', { concurrency: 1 });
      const source = helpers.cold('(ab|)');
      helpers.expectObservable(through(source)).toBe('--a--b|', { a: '0:r x1', b: '1:r x1' });
    }),
  );

  it(
    'should pass never, empty and an error of the source on',
    marbles((helpers) => {
      const { through } = stack(helpers, 'r|');
      helpers.expectObservable(through(helpers.cold('-'))).toBe('-');
      helpers.expectObservable(through(helpers.cold('--|'))).toBe('--|');
      helpers.expectObservable(through(helpers.cold('--#'))).toBe('--#');
    }),
  );

  it(
    'should retry what may succeed, count every request, and make the rest a Failure without ending the stream',
    marbles((helpers) => {
      const { through } = stack(helpers, ['-4', '-5', '-r|', '-0', '-s|'], { concurrency: 1 });
      const source = helpers.cold('(abc|)');
      helpers.expectObservable(through(source)).toBe('---a-bc|', {
        a: '0:r x3',
        b: '1!bad_request x1',
        c: '2:s x1',
      });
    }),
  );

  it(
    'should give up after its retries',
    marbles((helpers) => {
      const { through, model } = stack(helpers, '-5', { retry: { maxRetries: 2 } });
      helpers.expectObservable(through(helpers.cold('a|'))).toBe('---(f|)', { f: '0!overloaded x3' });
      helpers.flush();
      expect(model.asked.length).toBe(3);
    }),
  );

  it(
    'should not retry at all when told so',
    marbles((helpers) => {
      const { through } = stack(helpers, '-5', { retry: false });
      helpers.expectObservable(through(helpers.cold('a|'))).toBe('-(f|)', { f: '0!overloaded x1' });
    }),
  );

  it(
    'should go to the next route when one fails',
    marbles((helpers) => {
      const eu = fakeModel(helpers as MarbleHelpers, '-#', { name: 'eu' });
      const us = fakeModel(helpers as MarbleHelpers, '-r|', { name: 'us', priority: 1 });
      const events: CallEvent[] = [];
      const client = { routes: [eu, us], observe: (event: CallEvent) => events.push(event) };
      const result = helpers
        .cold('a|')
        .pipe(asPrompts, complete(client, { scheduler: helpers.scheduler }), inShort);
      helpers.expectObservable(result).toBe('--r|', { r: '0:r x2' });
      helpers.flush();
      expect(events).toEqual([{ type: 'failover', from: 'eu', to: 'us', reason: 'connection_reset' }]);
    }),
  );

  it(
    'should end the stream when no route has a usable account',
    marbles((helpers) => {
      const { model } = stack(helpers, '');
      const broken = fakeModel(helpers as MarbleHelpers, '-1');
      const outcomes = helpers.cold('a-b|').pipe(asPrompts, complete({ routes: [broken] }));
      const codes: string[] = [];
      outcomes.subscribe({ error: ({ code }) => codes.push(code) });
      helpers.flush();
      expect([codes, model.asked.length]).toEqual([['unauthorized'], 0]);
    }),
  );

  it(
    'should limit one attempt, and all of them together',
    marbles((helpers) => {
      const attempts = stack(helpers, ['-', '-r|'], { deadline: { totalMs: 10 } });
      helpers.expectObservable(attempts.through(helpers.cold('a|'))).toBe('10ms -r|', { r: '0:r x2' });
      const all = stack(helpers, '-', { deadline: { totalMs: 10 }, totalMs: 25 });
      helpers.expectObservable(all.through(helpers.cold('a|'))).toBe('25ms (f|)', { f: '0!timeout x1' });
    }),
  );

  it(
    'should give every attempt a permit, and return it',
    marbles((helpers) => {
      const limiter = gcraLimiter({ requestsPerMinute: 600, concurrency: 1, share: 1 });
      const { through } = stack(helpers, ['4', 'r|'], { limiter });
      helpers.expectObservable(through(helpers.cold('(ab|)'))).toBe('100ms b 99ms a|', {
        b: '1:r x1',
        a: '0:r x2',
      });
      helpers.flush();
      expect([limiter.inFlight, limiter.waiting]).toEqual([0, 0]);
    }),
  );

  it(
    'should let equal prompts in flight share a call, and answer later ones from the cache',
    marbles((helpers) => {
      const { through, model } = stack(helpers, '---r|', { cache: memoryCache() });
      const source = helpers.hot('(aab)---a|');
      const expected = '   ---(xyz)w|';
      helpers.expectObservable(through(source)).toBe(expected, {
        x: '0:r x1',
        y: '1:r x0 coalesced',
        z: '2:r x1',
        w: '3:r x0 memory',
      });
      helpers.flush();
      expect(model.asked.map(({ seq }) => seq)).toEqual([0, 2]);
    }),
  );

  it(
    'should ask for streams, and begin again with one that breaks half-way',
    marbles((helpers) => {
      const { through } = stack(helpers, ['-a-b#', '-a-b-|'], { stream: true });
      helpers.expectObservable(through(helpers.cold('q|'))).toBe('---------(r|)', { r: '0:ab x2' });
    }),
  );

  it(
    'should abort every request when unsubscribed',
    marbles((helpers) => {
      const call = helpers.cold<string>('-------r|');
      const route = { name: 'r', call: () => call as never, stream: () => call as never };
      const outcomes = helpers
        .cold('(ab)')
        .pipe(asPrompts, complete({ routes: [route] }, { flights: false }));
      helpers.expectObservable(outcomes, '---!').toBe('-');
      helpers.expectSubscriptions(call.subscriptions).toBe(['^--!', '^--!']);
    }),
  );

  it(
    'should make a callback that throws the Failure of its prompt',
    marbles((helpers) => {
      const model = fakeModel(helpers as MarbleHelpers, 'r|');
      const client = {
        routes: [model],
        observe: () => {
          throw new TypeError('boom');
        },
      };
      const outcomes = helpers
        .cold('a|')
        .pipe(
          asPrompts,
          complete(client, { limiter: gcraLimiter({ concurrency: 1 }), scheduler: helpers.scheduler }),
          inShort,
        );
      helpers.expectObservable(outcomes).toBe('f|', { f: '0!unexpected x1' });
    }),
  );

  it(
    'should make a key that throws the Failure of its prompt, and go on',
    marbles((helpers) => {
      const key = ({ seq }: { readonly seq: number }) => {
        if (seq === 0) throw new TypeError('boom');
        return `${seq}`;
      };
      const { through } = stack(helpers, '--r|', { key });
      helpers.expectObservable(through(helpers.cold('(ab|)'))).toBe('f-b|', {
        f: '0!unexpected x1',
        b: '1:r x1',
      });
      const model = fakeModel(helpers as MarbleHelpers, 'r|');
      const rows = helpers.cold('a|').pipe(asPrompts, complete({ routes: [model] }, { key }));
      const error = expect.objectContaining({ message: 'boom' });
      helpers.expectObservable(rows).toBe('f|', { f: expect.objectContaining({ error }) });
    }),
  );

  it(
    'should never answer for another client from a cache that both share',
    marbles((helpers) => {
      const cache = memoryCache();
      const ask = (scope: string) => {
        const model = fakeModel(helpers as MarbleHelpers, 'r|');
        const client = { routes: [model], scope };
        return { model, outcomes: helpers.cold('a|').pipe(asPrompts, complete(client, { cache }), inShort) };
      };
      const [one, same, other] = [ask('flash'), ask('flash'), ask('pro')];
      const inTurn = concat(one.outcomes, same.outcomes, other.outcomes);
      helpers.expectObservable(inTurn).toBe('xyz|', { x: '0:r x1', y: '0:r x0 memory', z: '0:r x1' });
    }),
  );

  it(
    'should pay for every attempt, and end when the budget is used up',
    marbles((helpers) => {
      const { scheduler } = helpers;
      const quote = { worstUsd: () => 1, billedUsd: () => 0.4 };
      const purse = createPurse({ capUsd: 2 });
      // A refusal costs nothing, a reset all that was set aside.
      const model = fakeModel(helpers as MarbleHelpers, ['-4', '-#', '--r|'], { quote });
      const retry = { initialDelayMs: 0, networkDelayMs: 0 };
      const pipeline = complete(
        { routes: [model] },
        { budget: purse, scheduler, retry, cache: memoryCache() },
      );
      const outcomes = helpers.cold('a-----a-b|').pipe(asPrompts, pipeline, inShort);
      const error = expect.objectContaining({ code: 'budget_exhausted', spentUsd: 1.4 });
      helpers.expectObservable(outcomes).toBe('----x-y-#', { x: '0:r x3', y: '1:r x0 memory' }, error);
      helpers.flush();
      expect([model.asked.length, purse.spentUsd]).toEqual([3, 1.4]);
    }),
  );

  it(
    'should not ask a route that says nothing of its prices, under a budget',
    marbles((helpers) => {
      const { model, through } = stack(helpers, 'r|', { budget: createPurse({ capUsd: 1 }) });
      helpers.expectObservable(through(helpers.cold('a|'))).toBe('f|', { f: '0!unknown_price x0' });
      helpers.flush();
      expect(model.asked).toEqual([]);
    }),
  );

  it('should look for no answer to a prompt that was rejected', () => {
    const events: CallEvent[] = [];
    const route = { name: 'r', call: () => EMPTY, stream: () => EMPTY };
    const client = { routes: [route], observe: (event: CallEvent) => events.push(event) };
    const rejected = fakePrompt('', 0, { rejection: { code: 'bad_input', message: 'line 1: not JSON' } });
    of(rejected)
      .pipe(complete(client, { cache: memoryCache() }))
      .subscribe();
    expect(events).toEqual([]);
  });
});
