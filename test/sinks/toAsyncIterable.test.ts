import { concat, from, NEVER, Observable, of, range, Subject, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { toAsyncIterable } from '../../src/sinks/toAsyncIterable.js';

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const value of values) read.push(value);
  return read;
}

describe('toAsyncIterable', () => {
  it('should give every value in order, those that came before they were asked for too', async () => {
    expect(await all(toAsyncIterable(range(0, 10_000)))).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
    expect(await all(toAsyncIterable(of()))).toEqual([]);
    expect(await all(toAsyncIterable(from(Promise.resolve('late'))))).toEqual(['late']);
  });

  it('should throw an error after the values before it, once', async () => {
    const loop = toAsyncIterable(
      concat(
        of(1, 2),
        throwError(() => 'boom'),
      ),
    )[Symbol.asyncIterator]();
    expect(await loop.next()).toEqual({ done: false, value: 1 });
    expect(await loop.next()).toEqual({ done: false, value: 2 });
    await expect(loop.next()).rejects.toBe('boom');
    expect(await loop.next()).toEqual({ done: true, value: undefined });
  });

  it('should subscribe with the first step, once for each loop', async () => {
    let subscriptions = 0;
    const source = new Observable<number>((destination) => {
      subscriptions++;
      destination.next(subscriptions);
      destination.complete();
    });
    const values = toAsyncIterable(source);
    values[Symbol.asyncIterator]();
    expect(subscriptions).toBe(0);
    expect([await all(values), await all(values)]).toEqual([[1], [2]]);
  });

  it('should unsubscribe at once when the loop is left', async () => {
    const source = new Subject<number>();
    const first = concat(of(1), source);
    for await (const value of toAsyncIterable(first)) {
      expect([value, source.observed]).toEqual([1, true]);
      break;
    }
    expect(source.observed).toBe(false);
    const thrown = (async () => {
      for await (const _ of toAsyncIterable(first)) throw new Error('of the loop');
    })();
    await expect(thrown).rejects.toThrow('of the loop');
    expect(source.observed).toBe(false);
  });

  it('should settle steps that wait when it is left, and be over then', async () => {
    const loop = toAsyncIterable(NEVER)[Symbol.asyncIterator]();
    const waiting = loop.next();
    await loop.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await loop.next()).toEqual({ done: true, value: undefined });
    const unread = toAsyncIterable(range(0, 5))[Symbol.asyncIterator]();
    await unread.return?.();
    expect(await unread.next()).toEqual({ done: true, value: undefined });
  });

  it('should answer steps that were asked for ahead in order', async () => {
    const source = new Subject<string>();
    const loop = toAsyncIterable(source)[Symbol.asyncIterator]();
    const steps = [loop.next(), loop.next(), loop.next()];
    source.next('a');
    source.next('b');
    source.complete();
    expect((await Promise.all(steps)).map(({ value }) => value)).toEqual(['a', 'b', undefined]);
  });

  it('should cancel a source that is more ahead than it may, and say so after what waits', async () => {
    const source = new Subject<number>();
    const loop = toAsyncIterable(source, { maxWaiting: 2 })[Symbol.asyncIterator]();
    const first = loop.next();
    for (const value of [0, 1, 2]) source.next(value);
    expect(source.observed).toBe(true);
    source.next(3);
    expect(source.observed).toBe(false);
    expect([(await first).value, (await loop.next()).value, (await loop.next()).value]).toEqual([0, 1, 2]);
    await expect(loop.next()).rejects.toMatchObject({
      code: 'slow_reader',
      message: '2 values wait for a reader that does not keep up: read faster, or raise maxWaiting',
    });
  });

  it('should stop a synchronous source that never ends', async () => {
    let emitted = 0;
    const endless = new Observable<number>((destination) => {
      while (!destination.closed) destination.next(emitted++);
    });
    await expect(all(toAsyncIterable(endless, { maxWaiting: 10 }))).rejects.toMatchObject({
      code: 'slow_reader',
    });
    expect(emitted).toBeLessThan(20);
  });

  it('should refuse a number that cannot be', () => {
    expect(() => toAsyncIterable(NEVER, { maxWaiting: 0 })).toThrow('expected maxWaiting to be');
  });
});
