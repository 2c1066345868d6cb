import { Observable, range, Subject, take, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { throttle } from '../../operators/throttle.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../src/engine/limiter/slidingWindowLimiter.js';
import { ACCOUNT, type Account } from '../../src/types/Account.js';
import { marbles } from '../helpers/marbles.js';

/** One value each 100 ms, no burst. */
const tenASecond = () => gcraLimiter({ requestsPerMinute: 600, share: 1 });

describe('throttle', () => {
  it(
    'should pace a burst without losing a value, in order, even if the source completes',
    marbles(({ cold, expectObservable, scheduler }) => {
      const source = cold('(abc|)');
      const expected = '   a 99ms b 99ms (c|)';
      expectObservable(source.pipe(throttle(tenASecond(), { scheduler }))).toBe(expected);
    }),
  );

  it(
    'should let values that come slower than the limit pass at once',
    marbles(({ cold, expectObservable, scheduler }) => {
      const source = cold('a 149ms b 149ms c|');
      const expected = '   a 149ms b 149ms c|';
      expectObservable(source.pipe(throttle(tenASecond(), { scheduler }))).toBe(expected);
    }),
  );

  it(
    'should pass never, empty and an error on, the error before the values that wait',
    marbles(({ cold, expectObservable, scheduler }) => {
      const pace = throttle<string>(tenASecond(), { scheduler });
      expectObservable(cold('-').pipe(pace)).toBe('-');
      expectObservable(cold('--|').pipe(pace)).toBe('--|');
      expectObservable(cold('(ab)-#').pipe(throttle(tenASecond(), { scheduler }))).toBe('a----#');
    }),
  );

  it(
    'should leave the line when unsubscribed, so that others go on',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const limiter = tenASecond();
      const first = cold(' (abc|)');
      const second = cold('-(xy|)');
      expectObservable(first.pipe(throttle(limiter, { scheduler })), '-----!').toBe('a----');
      expectObservable(second.pipe(throttle(limiter, { scheduler }))).toBe('100ms x 99ms (y|)');
      expectSubscriptions(first.subscriptions).toBe('(^!)');
    }),
  );

  it(
    'should share one limiter between pipelines, first come first served',
    marbles(({ cold, expectObservable, scheduler }) => {
      const limiter = tenASecond();
      expectObservable(cold('(ab|)').pipe(throttle(limiter, { scheduler }))).toBe('a 99ms (b|)');
      expectObservable(cold('(xy|)').pipe(throttle(limiter, { scheduler }))).toBe('200ms x 99ms (y|)');
    }),
  );

  it('should deliver 1,000,000 synchronous values', () => {
    const scheduler = new VirtualTimeScheduler(undefined, Number.POSITIVE_INFINITY);
    const limiter = slidingWindowLimiter({ requests: 400_000 });
    let passed = 0;
    let done = false;
    range(0, 1_000_000)
      .pipe(throttle(limiter, { scheduler }))
      .subscribe({ next: () => passed++, complete: () => (done = true) });
    expect(passed).toBe(400_000);
    scheduler.flush();
    expect([passed, done, scheduler.now()]).toEqual([1_000_000, true, 120_000]);
  });

  it('should let a consumer stop a synchronous endless source', () => {
    let produced = 0;
    new Observable<number>((subscriber) => {
      while (!subscriber.closed) subscriber.next(produced++);
    })
      .pipe(throttle(slidingWindowLimiter({ requests: 100 })), take(3))
      .subscribe();
    expect(produced).toBe(3);
  });

  it('should hold the values that wait and release them as they pass or are cancelled', () => {
    const held: unknown[] = [];
    const account: Account = {
      hold: (value) => held.push(value),
      release: (value) => held.splice(held.indexOf(value), 1),
    };
    const values = ['a', 'b', 'c'].map((id) => ({ id, [ACCOUNT]: account }));
    const source = new Subject<(typeof values)[number]>();
    const subscription = source.pipe(throttle(slidingWindowLimiter({ requests: 1 }))).subscribe();
    for (const value of values) source.next(value);
    expect(held).toEqual(values.slice(1));
    subscription.unsubscribe();
    expect(held).toEqual([]);
  });

  it(
    'should pace values by the requests alone: tokens are for the calls',
    marbles(({ cold, expectObservable, scheduler }) => {
      const limiter = slidingWindowLimiter({ tokens: 1 });
      expectObservable(cold('(abc|)').pipe(throttle(limiter, { scheduler }))).toBe('(abc|)');
    }),
  );

  it(
    'should hold no permit once a value has passed',
    marbles(({ cold, expectObservable, scheduler }) => {
      const limiter = gcraLimiter({ concurrency: 1 });
      expectObservable(cold('(abc|)').pipe(throttle(limiter, { scheduler }))).toBe('(abc|)');
    }),
  );

  it('should leave no timer behind when unsubscribed', () => {
    const scheduler = new VirtualTimeScheduler();
    const waiting = range(0, 3).pipe(throttle(tenASecond(), { scheduler })).subscribe();
    expect(scheduler.actions.length).toBe(1);
    waiting.unsubscribe();
    expect(scheduler.actions.length).toBe(0);
  });
});
