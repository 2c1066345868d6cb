import { map, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type StreamOptions, stream } from '../../operators/stream.js';
import { memoryCache } from '../../src/cache/memoryCache.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { createPurse } from '../../src/engine/money/createPurse.js';
import { fakeModel, type MarbleHelpers } from '../../src/testing/fakeModel.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import type { MarbleTestHelpers } from '../../src/testing/marbleRunner.js';
import type { CallEvent } from '../../src/types/CallEvent.js';
import type { Delta } from '../../src/types/Reply.js';
import { marbles } from '../helpers/marbles.js';

/** A text as it is, the end as `E<attempts>`, with its tier. */
const inShort = (deltas: Observable<Delta>) =>
  deltas.pipe(
    map((delta) => {
      if (delta.type !== 'end') return 'text' in delta ? delta.text : delta.type;
      const { attempts, cached, text } = delta.reply;
      return `${text}x${attempts}${cached === null ? '' : ` ${cached}`}`;
    }),
  );

function asked(helpers: MarbleTestHelpers, answers: string | string[], options: StreamOptions = {}) {
  const model = fakeModel(helpers as MarbleHelpers, answers);
  const ask = stream({ routes: [model] }, { scheduler: helpers.scheduler, random: () => 0, ...options });
  return { model, ask: () => inShort(ask(fakePrompt('q'))) };
}
const quick = { retry: { initialDelayMs: 0, networkDelayMs: 0, budget: false } } as const;

describe('stream', () => {
  it(
    'should pass never, an answer without a token, one, and many',
    marbles((helpers) => {
      const { expectObservable } = helpers;
      expectObservable(asked(helpers, '-', { deadline: false }).ask()).toBe('-');
      expectObservable(asked(helpers, '--|').ask()).toBe('--(e|)', { e: 'x1' });
      expectObservable(asked(helpers, '-a|').ask()).toBe('-a(e|)', { a: 'a', e: 'ax1' });
      expectObservable(asked(helpers, '-a-b|').ask()).toBe('-a-b(e|)', { a: 'a', b: 'b', e: 'abx1' });
    }),
  );

  it(
    'should ask again before the first token, and not after it',
    marbles((helpers) => {
      const { expectObservable } = helpers;
      expectObservable(asked(helpers, ['--5', '-a|'], quick).ask()).toBe('---a(e|)', { a: 'a', e: 'ax2' });
      const cut = asked(helpers, ['-a-#', '-b|'], quick);
      expectObservable(cut.ask().pipe(map(String))).toBe(
        '-a-#',
        { a: 'a' },
        expect.objectContaining({ code: 'connection_reset' }),
      );
      helpers.flush();
      expect(cut.model.asked).toHaveLength(1);
    }),
  );

  it(
    'should ask the next route when one fails before the first token',
    marbles((helpers) => {
      const { expectObservable, scheduler } = helpers;
      const one = fakeModel(helpers as MarbleHelpers, '--5', { name: 'one' });
      const two = fakeModel(helpers as MarbleHelpers, '-a|', { name: 'two', priority: 1 });
      const events: CallEvent[] = [];
      const ask = stream({ routes: [one, two], observe: (event) => events.push(event) }, { scheduler });
      expectObservable(inShort(ask(fakePrompt('q')))).toBe('---a(e|)', { a: 'a', e: 'ax2' });
      helpers.flush();
      expect(events).toContainEqual({ type: 'failover', from: 'one', to: 'two', reason: 'overloaded' });
    }),
  );

  it(
    'should abort the request when unsubscribed, and give its permit back',
    marbles((helpers) => {
      const { cold, expectObservable, expectSubscriptions, scheduler } = helpers;
      const limiter = gcraLimiter({ concurrency: 1 });
      const call = cold<Delta>('-a--------|', { a: { type: 'text', text: 'a' } });
      const route = { name: 'r', call: () => cold('|'), stream: () => call } as never;
      const ask = stream({ routes: [route] }, { scheduler, limiter });
      expectObservable(inShort(ask(fakePrompt('q'))), '---!').toBe('-a');
      expectObservable(inShort(ask(fakePrompt('q'))), '-----------!').toBe('----a');
      expectSubscriptions(call.subscriptions).toBe(['^--!', '---^-------!']);
    }),
  );

  it(
    'should keep an attempt, and all of them, within their time',
    marbles((helpers) => {
      const { expectObservable } = helpers;
      const late = asked(helpers, '-----a|', { deadline: { firstMs: 3 }, retry: false });
      expectObservable(late.ask()).toBe('---#', {}, expect.objectContaining({ code: 'timeout' }));
      const never = asked(helpers, '-', { totalMs: 4 });
      expectObservable(never.ask()).toBe('----#', {}, expect.objectContaining({ code: 'timeout' }));
    }),
  );

  it(
    'should pay for it, and refuse what cannot be paid',
    marbles((helpers) => {
      const { expectObservable, scheduler, flush } = helpers;
      const budget = createPurse({ capUsd: 1 });
      const quote = { worstUsd: () => 0.7, billedUsd: () => 0.7 } as never;
      const model = fakeModel(helpers as MarbleHelpers, 'a|', { quote });
      const ask = stream({ routes: [model] }, { scheduler, budget, retry: false });
      expectObservable(inShort(ask(fakePrompt('q')))).toBe('a(e|)', { a: 'a', e: 'ax1' });
      expectObservable(inShort(ask(fakePrompt('q'))), '-----^').toBe(
        '-----#',
        {},
        expect.objectContaining({ code: 'budget_exhausted' }),
      );
      flush();
      expect(model.asked).toHaveLength(1);
    }),
  );

  it(
    'should answer from the store',
    marbles((helpers) => {
      const { expectObservable, flush } = helpers;
      const { model, ask } = asked(helpers, ['-a-b|'], { cache: memoryCache(), key: () => 'k' });
      expectObservable(ask()).toBe('-a-b(e|)', { a: 'a', b: 'b', e: 'abx1' });
      expectObservable(ask(), '---------^').toBe('---------(abe|)', { a: 'a', b: 'b', e: 'abx0 memory' });
      flush();
      expect(model.asked).toHaveLength(1);
    }),
  );

  it(
    'should refuse a rejected prompt, and make an error of a key that throws',
    marbles((helpers) => {
      const { expectObservable, scheduler } = helpers;
      const model = fakeModel(helpers as MarbleHelpers, 'a|');
      const client = { routes: [model] };
      const rejection = { code: 'bad_input', message: 'line 1 is bad' } as const;
      const ask = stream(client, { scheduler, cache: memoryCache() });
      expectObservable(ask(fakePrompt('q', 0, { rejection }))).toBe(
        '#',
        {},
        expect.objectContaining({ code: 'bad_input' }),
      );
      const boom = () => {
        throw new RangeError('boom');
      };
      // It is kept under no key.
      const unkept = stream(client, { scheduler, cache: memoryCache(), key: boom });
      expectObservable(unkept(fakePrompt('q', 0, { rejection }))).toBe(
        '#',
        {},
        expect.objectContaining({ code: 'bad_input' }),
      );
      const broken = stream(client, { scheduler, cache: memoryCache(), key: boom })(fakePrompt('q'));
      expectObservable(broken).toBe('#', {}, new RangeError('boom'));
    }),
  );
});
