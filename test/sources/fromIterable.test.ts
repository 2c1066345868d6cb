import { lastValueFrom, Subject, take, takeUntil, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { fromAsyncIterable } from '../../src/sources/fromAsyncIterable.js';
import { fromIterable } from '../../src/sources/fromIterable.js';
import type { PromptItem } from '../../src/sources/promptOfItem.js';
import { accountOf } from '../../src/types/Account.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { PullSource } from '../../src/types/PullSource.js';

const all = (source: PullSource) => lastValueFrom(source.pipe(toArray()));
const turn = () => new Promise((done) => setImmediate(done));
const user = (content: string) => [{ role: 'user', content }];

const items: PromptItem[] = [
  'plain',
  { prompt: 'a', id: 'x', system: 'S', params: { temperature: 0 }, source: 'mail' },
  { messages: user('b'), input: { user_id: 7 } },
  { id: 'y', source: 'mail', input: { user_id: 8 } },
];

async function* later<T>(values: Iterable<T>) {
  yield* values;
}

describe.each([
  ['fromIterable', (values: Iterable<PromptItem>, options?: object) => fromIterable(values, options)],
  [
    'fromAsyncIterable',
    (values: Iterable<PromptItem>, options?: object) => fromAsyncIterable(later(values), options),
  ],
])('%s', (_, from) => {
  it('should take texts, prompts and conversations, and reject the rest', async () => {
    const prompts = await all(from(items));
    expect(prompts).toMatchObject([
      { id: 'item-1', seq: 0, messages: user('plain') },
      {
        id: 'x',
        seq: 1,
        messages: [{ role: 'system', content: 'S' }, ...user('a')],
        input: { source: 'mail' },
      },
      { id: 'item-3', seq: 2, messages: user('b'), input: { user_id: 7 } },
      {
        id: 'y',
        seq: 3,
        messages: [],
        rejection: { code: 'bad_input' },
        input: { source: 'mail', user_id: 8 },
      },
    ]);
    expect(prompts[3]?.rejection?.message).toMatch(/^item 4 has no "prompt"/);
  });

  it('should ask for no item while there is no room', async () => {
    let asked = 0;
    const values = (function* () {
      for (;;) {
        asked++;
        yield 'x';
      }
    })();
    const held: Prompt[] = [];
    const subscription = from(values, { window: { maxItems: 4 } }).subscribe((prompt) => {
      accountOf(prompt)?.hold(prompt);
      held.push(prompt);
    });
    for (let i = 0; i < 20; i++) await turn();
    expect([held.length, asked]).toEqual([4, 4]);
    accountOf(held[0])?.release(held[0]);
    for (let i = 0; i < 20; i++) await turn();
    expect([held.length, asked]).toEqual([5, 5]);
    subscription.unsubscribe();
  });

  it('should return the iterator when it is stopped, and not when it has ended', async () => {
    let ends = 0;
    const endless = () =>
      (function* () {
        try {
          for (;;) yield 'x';
        } finally {
          ends++;
        }
      })();
    await lastValueFrom(from(endless()).pipe(take(3)));
    await turn();
    expect(ends).toBe(1);
    await lastValueFrom(from(endless(), { limit: 3 }));
    await turn();
    expect(ends).toBe(2);
  });

  it('should end in a SourceError when the iterator throws', async () => {
    const values = function* () {
      yield 'a';
      throw new Error('cursor lost');
    };
    const seen: string[] = [];
    const error = await new Promise<Error>((failed) => {
      from(values()).subscribe({ next: ({ id }) => seen.push(id), error: failed });
    });
    expect(seen).toEqual(['item-1']);
    expect(error).toMatchObject({ code: 'broken_source', message: 'the input broke off: cursor lost' });
  });

  it('should complete when there are none', async () => {
    expect(await all(from([]))).toEqual([]);
  });
});

describe('fromIterable', () => {
  it('should deliver a million items at once, and stop in their midst', () => {
    let count = 0;
    fromIterable({
      *[Symbol.iterator]() {
        for (let i = 0; i < 1_000_000; i++) yield 'x';
      },
    }).subscribe(() => count++);
    expect(count).toBe(1_000_000);
    const stop = new Subject<void>();
    let seen = 0;
    fromIterable({
      *[Symbol.iterator]() {
        for (;;) yield 'x';
      },
    })
      .pipe(takeUntil(stop))
      .subscribe(() => {
        if (++seen === 10) stop.next();
      });
    expect(seen).toBe(10);
  });
});

describe('fromAsyncIterable', () => {
  it('should never ask twice at once', async () => {
    let asking = 0;
    let most = 0;
    let count = 0;
    const values: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        async next() {
          most = Math.max(most, ++asking);
          await turn();
          asking--;
          return count++ < 20 ? { done: false, value: 'x' } : { done: true, value: undefined };
        },
      }),
    };
    expect(await all(fromAsyncIterable(values))).toHaveLength(20);
    expect(most).toBe(1);
  });
});
