import {
  concat,
  defer,
  EMPTY,
  from,
  NEVER,
  Observable,
  of,
  range,
  reduce,
  Subject,
  take,
  throwError,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { cacheLookup } from '../../operators/cacheLookup.js';
import { memoryCache } from '../../src/cache/memoryCache.js';
import { linkTo } from '../../src/stage/linkTo.js';
import type { CacheLookup, CacheStore } from '../../src/types/CacheStore.js';
import type { Delta, Reply } from '../../src/types/Reply.js';
import { aReply } from '../helpers/aReply.js';
import { marbles } from '../helpers/marbles.js';

const hit = aReply({ cached: 'memory', attempts: 0, costUsd: 0 });

function valuesOf<T>(call: Observable<T>): unknown[] {
  const values: unknown[] = [];
  call.subscribe({ next: (value) => values.push(value), error: (error) => values.push(error) });
  return values;
}

/** A store that says what it is told to, and keeps what it is given. */
function storeOf(get: CacheStore['get'], tiers: CacheStore['tiers'] = ['redis']) {
  const stored = new Map<string, string>();
  return { tiers, get, set: (key: string, value: string) => void stored.set(key, value), stored };
}

/** What is stored of a call that emits `values`. */
function storedOf(values: readonly unknown[], options = {}): string | undefined {
  const store = storeOf(() => undefined);
  valuesOf(of(...values).pipe(cacheLookup<unknown>(store, 'key', options)));
  return store.stored.get('key');
}

describe('cacheLookup', () => {
  it(
    'should make the call on a miss and none on a hit',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = cold('---r|', { r: aReply() });
      const result = call.pipe(cacheLookup(memoryCache(), 'key'));
      expectObservable(result, '^').toBe('---r|', { r: aReply() });
      expectObservable(result, '-----^').toBe('-----(h|)', { h: hit });
      expectSubscriptions(call.subscriptions).toBe('^---!');
    }),
  );

  it(
    'should wait for a store that answers later',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const answers: Record<string, Observable<CacheLookup>> = {
        hit: cold('--h', { h: { value: `{"reply":${JSON.stringify(aReply())}}`, tier: 'redis' } }),
        miss: cold('--m', { m: undefined }),
        empty: cold('--|'),
        error: cold('--#'),
      };
      const store = storeOf((key) => answers[key]);
      const called = cold('---r|', { r: aReply() });
      expectObservable(called.pipe(cacheLookup(store, 'hit'))).toBe('--(h|)', {
        h: { ...hit, cached: 'redis' },
      });
      expectSubscriptions(called.subscriptions).toBe([]);
      for (const key of ['miss', 'empty', 'error']) {
        const call = cold('---r|', { r: aReply() });
        expectObservable(call.pipe(cacheLookup(store, key))).toBe('-----r|', { r: aReply() });
        expectSubscriptions(call.subscriptions).toBe('--^---!');
      }
    }),
  );

  it(
    'should pass never, empty, many and an error on, and store none of them',
    marbles(({ cold, expectObservable, flush }) => {
      const store = storeOf(() => undefined);
      for (const marble of ['-', '--|', '-#', '-a-b-#']) {
        expectObservable(cold(marble).pipe(cacheLookup<string>(store, 'key'))).toBe(marble);
      }
      flush();
      expect(store.stored.size).toBe(0);
    }),
  );

  it(
    'should give up the look-up, or abort the call, when unsubscribed, and store nothing',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const answer = cold<CacheLookup>('-----m', { m: undefined });
      const store = storeOf((key) => (key === 'later' ? answer : undefined));
      const call = cold<Delta>('--t---e|', { t: { type: 'text', text: 'Ray' } });
      expectObservable(call.pipe(cacheLookup<Delta>(store, 'later')), '---!').toBe('-');
      expectSubscriptions(answer.subscriptions).toBe('^--!');
      const text = { type: 'text', text: 'Ray' };
      expectObservable(call.pipe(cacheLookup<Delta>(store, 'now')), '----!').toBe('--t', { t: text });
      expectSubscriptions(call.subscriptions).toBe('^---!');
      flush();
      expect(store.stored.size).toBe(0);
    }),
  );

  it('should store a whole answer also for somebody who leaves before the completion', () => {
    const store = memoryCache();
    const call = <T>(...values: T[]) => concat(of(...values), NEVER);
    valuesOf(call(aReply()).pipe(cacheLookup<Reply>(store, 'reply'), take(1)));
    const end: Delta = { type: 'end', reply: aReply() };
    valuesOf(call(end).pipe(cacheLookup<Delta>(store, 'stream'), take(1)));
    valuesOf(call('a value').pipe(cacheLookup<string>(store, 'other'), take(1)));
    expect(['reply', 'stream', 'other'].map((key) => store.get(key) !== undefined)).toEqual([
      true,
      true,
      false,
    ]);
    const failing = concat(
      of(aReply()),
      throwError(() => new Error('after all')),
    );
    valuesOf(failing.pipe(cacheLookup<Reply>(store, 'failed')));
    expect(store.get('failed')).toBeUndefined();
  });

  it('should do nothing without a store or a key', () => {
    const call = of(aReply());
    expect(call.pipe(cacheLookup<Reply>(undefined, 'key'))).toBe(call);
    expect(call.pipe(cacheLookup<Reply>(memoryCache(), undefined))).toBe(call);
  });

  it('should answer at once from a store that does', () => {
    const store = memoryCache();
    valuesOf(of(aReply()).pipe(cacheLookup<Reply>(store, 'key')));
    expect(valuesOf(NEVER.pipe(cacheLookup<Reply>(store, 'key')))).toEqual([hit]);
  });

  it('should replay a stream as it was, its end marked', () => {
    const store = memoryCache();
    const stream: Delta[] = [
      { type: 'reasoning', text: 'Hm' },
      { type: 'text', text: 'Ray' },
      { type: 'end', reply: aReply() },
    ];
    valuesOf(of(...stream).pipe(cacheLookup<Delta>(store, 'key')));
    expect(valuesOf(NEVER.pipe(cacheLookup<Delta>(store, 'key')))).toEqual([
      ...stream.slice(0, 2),
      { type: 'end', reply: hit },
    ]);
  });

  it('should turn a stored stream into a reply and back when told what is wanted', () => {
    const store = memoryCache();
    const reply = aReply({
      reasoning: 'Hm',
      toolCalls: [{ id: 'c1', type: 'function', function: { name: 'sky', arguments: '{"hour":12}' } }],
    });
    valuesOf(of(reply).pipe(cacheLookup<Reply>(store, 'whole')));
    valuesOf(of<Delta>({ type: 'end', reply }).pipe(cacheLookup<Delta>(store, 'streamed')));
    const reused = { ...reply, cached: 'memory', attempts: 0, costUsd: 0 };
    expect(valuesOf(NEVER.pipe(cacheLookup<Reply>(store, 'streamed', { form: 'reply' })))).toEqual([reused]);
    expect(valuesOf(NEVER.pipe(cacheLookup<Delta>(store, 'whole', { form: 'deltas' })))).toEqual([
      { type: 'reasoning', text: 'Hm' },
      { type: 'text', text: reply.text },
      { type: 'tool-call', index: 0, name: 'sky', arguments: '{"hour":12}' },
      { type: 'end', reply: reused },
    ]);
  });

  it('should work on values of a caller of its own', () => {
    const store = memoryCache();
    valuesOf(of({ a: 1 }, 'b', null).pipe(cacheLookup<unknown>(store, 'key')));
    expect(valuesOf(NEVER.pipe(cacheLookup<unknown>(store, 'key')))).toEqual([{ a: 1 }, 'b', null]);
    expect(valuesOf(of('called').pipe(cacheLookup<unknown>(store, 'key', { form: 'reply' })))).toEqual([
      'called',
    ]);
  });

  it('should store whole answers only', () => {
    expect(storedOf([aReply({ finishReason: 'stop' })])).toBeDefined();
    expect(storedOf([aReply({ finishReason: 'tool_calls', text: '' })])).toBeDefined();
    expect(storedOf([aReply({ finishReason: 'length' })])).toBeDefined();
    expect(storedOf([aReply({ finishReason: 'length', text: '' })])).toBeUndefined();
    for (const finishReason of ['content_filter', 'error', 'other'] as const) {
      expect(storedOf([aReply({ finishReason })])).toBeUndefined();
      expect(storedOf([{ type: 'end', reply: aReply({ finishReason }) }])).toBeUndefined();
    }
    expect(storedOf([aReply({ cached: 'coalesced' })])).toBeUndefined();
    expect(storedOf([aReply()], { keep: () => false })).toBeUndefined();
    expect(storedOf([])).toBeUndefined();
  });

  it('should store every field of a reply, and write what JSON has no word for as null', () => {
    const full = aReply({
      text: 'quote " slash \\ line \n lone \ud800 \u2028',
      reasoning: 'Hm',
      toolCalls: [{ id: 'c1', type: 'function', function: { name: 'sky', arguments: '{}' } }],
      ttftMs: 12,
      rawFinishReason: 'eos"token',
    });
    expect(JSON.parse(storedOf([full]) as string)).toEqual({ reply: full });
    const empty = aReply({ usage: null, rawFinishReason: null, costUsd: Number.NaN });
    expect(JSON.parse(storedOf([empty]) as string)).toEqual({ reply: { ...empty, costUsd: null } });
  });

  it('should not store values that JSON would change', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    const values = [new Date(0), new Map(), Number.NaN, undefined, 1n, { a: [undefined] }, () => 1, circle];
    for (const value of values) expect(storedOf([value])).toBeUndefined();
    expect(storedOf([{ a: [1, { b: 'c' }], d: undefined }])).toBe('{"values":[{"a":[1,{"b":"c"}]}]}');
  });

  it('should take what it cannot read for a miss, and replace it', () => {
    const corrupt = ['', '{"rep', 'null', '[]', '[1]', '{}', '7', '{"reply":{"text":1}}', '{"values":[]}'];
    corrupt.push('{"deltas":[{"type":"text","text":"Ray"}]}');
    for (const value of corrupt) {
      const told: unknown[] = [];
      const store = storeOf(() => ({ value, tier: 'redis' }));
      const onLookup = (tier: string, result: string) => told.push([tier, result]);
      const call = of(aReply()).pipe(cacheLookup<Reply>(store, 'key', { onLookup }));
      expect(valuesOf(call)).toEqual([aReply()]);
      expect(told).toEqual([['redis', 'error']]);
      expect(store.stored.has('key')).toBe(true);
    }
  });

  it('should take the first thing a store says, and let go of it', () => {
    const value = JSON.stringify({ reply: aReply() });
    const twice = storeOf(() => from<CacheLookup[]>([undefined, { value, tier: 'redis' }, undefined]));
    let calls = 0;
    const call = new Observable<Reply>((subscriber) => {
      calls++;
      subscriber.next(aReply());
    });
    expect(valuesOf(call.pipe(cacheLookup<Reply>(twice, 'key')))).toEqual([aReply()]);
    expect(calls).toBe(1);
    const answer = new Subject<CacheLookup>();
    NEVER.pipe(
      cacheLookup(
        storeOf(() => answer),
        'key',
      ),
    ).subscribe();
    answer.next(undefined);
    expect(answer.observed).toBe(false);
  });

  it('should not let a store fail the call', () => {
    const told: unknown[] = [];
    const onLookup = (tier: string, result: string) => told.push([tier, result]);
    const fail = () => {
      throw new Error('the store is broken');
    };
    const broken: CacheStore = { tiers: ['memory', 'redis'], get: fail, set: fail };
    expect(valuesOf(of(aReply()).pipe(cacheLookup<Reply>(broken, 'key', { onLookup })))).toEqual([aReply()]);
    const erring: CacheStore = { ...broken, get: () => throwError(() => new Error('gone')) };
    expect(valuesOf(of(aReply()).pipe(cacheLookup<Reply>(erring, 'key', { onLookup })))).toEqual([aReply()]);
    const once = [
      ['memory', 'miss'],
      ['redis', 'error'],
    ];
    expect(told).toEqual([...once, ...once]);
  });

  it('should tell of each level that was asked', () => {
    const told: unknown[] = [];
    const onLookup = (tier: string, result: string) => told.push(`${tier} ${result}`);
    const value = JSON.stringify({ reply: aReply() });
    const found: Record<string, CacheLookup> = { m: { value, tier: 'memory' }, r: { value, tier: 'redis' } };
    const store = storeOf((key) => found[key], ['memory', 'redis']);
    for (const key of ['m', 'r', 'none']) {
      valuesOf(of(aReply()).pipe(cacheLookup<Reply>(store, key, { onLookup })));
    }
    expect(told).toEqual(['memory hit', 'memory miss', 'redis hit', 'memory miss', 'redis miss']);
  });

  it('should tell the same of a store that answers later', () => {
    const value = JSON.stringify({ reply: aReply() });
    const answers: Record<string, Observable<CacheLookup>> = {
      hit: of({ value, tier: 'redis' }),
      miss: of(undefined),
      nothing: EMPTY,
      error: throwError(() => new Error('gone')),
    };
    const store = storeOf((key) => answers[key]);
    for (const [key, expected] of Object.entries({
      hit: 'hit',
      miss: 'miss',
      nothing: 'miss',
      error: 'error',
    })) {
      const told: unknown[] = [];
      const onLookup = (_: string, result: string) => told.push(result);
      valuesOf(of(aReply()).pipe(cacheLookup<Reply>(store, key, { onLookup })));
      expect([key, told]).toEqual([key, [expected]]);
    }
  });

  it('should go no further when its listener leaves as it is told, nor after the value with which it leaves', () => {
    const later = new Subject<CacheLookup>();
    let called = 0;
    const call = defer(() => of(++called));
    const running = call
      .pipe(
        cacheLookup<number>(
          storeOf(() => later),
          'key',
          { onLookup: () => running.unsubscribe() },
        ),
      )
      .subscribe();
    later.next(undefined);
    expect(called).toBe(0);

    const found = storeOf(() => ({ value: '{"values":[1,2,3]}', tier: 'redis' }));
    const heard: unknown[] = [];
    const link = linkTo(NEVER.pipe(cacheLookup<unknown>(found, 'key')), {
      next: (value) => {
        heard.push(value);
        link.unsubscribe();
      },
      error: () => heard.push('error'),
      complete: () => heard.push('complete'),
    });
    link.start();
    expect(heard).toEqual([1]);
  });

  it('should store an answer once, and without writing JSON where the store can do without', () => {
    const asked: string[] = [];
    const text: CacheStore = { tiers: ['redis'], get: () => undefined, set: () => asked.push('set') };
    const object: CacheStore = { ...text, tiers: ['memory'], keep: () => asked.push('keep') };
    for (const store of [text, object]) valuesOf(of(aReply()).pipe(cacheLookup<Reply>(store, 'key')));
    expect(asked).toEqual(['set', 'keep']);
  });

  it('should make an error of a callback that throws', () => {
    const thrown = new Error('from the callback');
    const fail = () => {
      throw thrown;
    };
    for (const options of [{ onLookup: fail }, { keep: fail }]) {
      const values = valuesOf(of(aReply()).pipe(cacheLookup<Reply>(memoryCache(), 'key', options)));
      expect(values.at(-1)).toBe(thrown);
    }
  });

  it('should have stored the answer when the completion arrives', () => {
    const store = memoryCache();
    const look = (call: Observable<Reply>) => call.pipe(cacheLookup<Reply>(store, 'key'));
    expect(valuesOf(concat(look(of(aReply())), look(NEVER)))).toEqual([aReply(), hit]);
  });

  it('should pass a million synchronous values and stop a source that nobody wants any more', () => {
    let count = 0;
    range(0, 1_000_000)
      .pipe(
        cacheLookup<number>(memoryCache(), 'key'),
        reduce((sum) => sum + 1, 0),
      )
      .subscribe((sum) => {
        count = sum;
      });
    expect(count).toBe(1_000_000);
    const endless = range(0, Number.POSITIVE_INFINITY);
    expect(valuesOf(endless.pipe(cacheLookup<number>(memoryCache(), 'key'), take(2)))).toEqual([0, 1]);
    const later = new Subject<CacheLookup>();
    const values: number[] = [];
    endless
      .pipe(
        cacheLookup<number>(
          storeOf(() => later),
          'key',
        ),
        take(2),
      )
      .subscribe((value) => values.push(value));
    later.next(undefined);
    expect([values, later.observed]).toEqual([[0, 1], false]);
  });
});
