import { EMPTY, finalize, map, NEVER, Observable, of, range, Subject, take, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { concurrentMap } from '../../operators/concurrentMap.js';
import { together } from '../../src/stage/together.js';
import { ACCOUNT, type Account } from '../../src/types/Account.js';
import { marbles } from '../helpers/marbles.js';

describe('concurrentMap', () => {
  it(
    'should run no more than the limit at once and start the next when one ends',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('  a-b-c-----|  ');
      const call = cold('   ---r|        ');
      const calls = ['      ^---!        ', '--^---!', '----^---!'];
      const expected = '    ---r-r-r--|  ';

      expectObservable(source.pipe(concurrentMap(() => call, { concurrency: 2 }))).toBe(expected);
      expectSubscriptions(call.subscriptions).toBe(calls);
    }),
  );

  it(
    'should complete after the source and the last call',
    marbles(({ hot, cold, expectObservable }) => {
      const source = hot('(ab|)     ');
      const call = cold('--r|       ');
      const expected = ' --r--r|    ';
      expectObservable(source.pipe(concurrentMap(() => call, { concurrency: 1 }))).toBe(expected);
    }),
  );

  it('should cancel those that began last first, so that none of them gets what the others give back', () => {
    const cancelled: number[] = [];
    const call = (n: number) => NEVER.pipe(finalize(() => cancelled.push(n)));
    range(3)
      .pipe(concurrentMap(call, { concurrency: 3 }))
      .subscribe()
      .unsubscribe();
    expect(cancelled).toEqual([2, 1, 0]);
  });

  it(
    'should pass never and empty on',
    marbles(({ cold, expectObservable }) => {
      const pass = concurrentMap((value: string) => of(value), { concurrency: 1 });
      expectObservable(cold('-').pipe(pass)).toBe('-');
      expectObservable(cold('--|').pipe(pass)).toBe('--|');
    }),
  );

  it(
    'should start nothing more and cancel the rest when a call fails',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('  a-b-c---|');
      const calls = { a: cold('-----a|'), b: cold('--#'), c: cold('a|') } as Record<
        string,
        Observable<string>
      >;
      const expected = '    ----#';
      expectObservable(source.pipe(concurrentMap((name) => calls[name] ?? EMPTY, { concurrency: 2 }))).toBe(
        expected,
      );
      expectSubscriptions(source.subscriptions).toBe('^---!');
    }),
  );

  it(
    'should pass an error of the source on at once',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot(' a-#');
      const call = cold('  ----r|');
      expectObservable(source.pipe(concurrentMap(() => call, { concurrency: 1 }))).toBe('--#');
      expectSubscriptions(call.subscriptions).toBe('^-!');
    }),
  );

  it(
    'should turn a project that throws into an error',
    marbles(({ hot, expectObservable }) => {
      const result = hot('--a').pipe(
        concurrentMap(
          () => {
            throw 'boom';
          },
          { concurrency: 1 },
        ),
      );
      expectObservable(result).toBe('--#', undefined, 'boom');
    }),
  );

  it(
    'should cancel every call and the source when unsubscribed',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('a-b-c---|');
      const call = cold(' -------r|');
      expectObservable(source.pipe(concurrentMap(() => call, { concurrency: 2 })), '-----!').toBe('------');
      expectSubscriptions(call.subscriptions).toBe(['^----!', '--^--!']);
      expectSubscriptions(source.subscriptions).toBe('^----!');
    }),
  );

  it(
    'should follow a limit that changes, and pause at 0',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('(abcd|)');
      const limit = hot(' --1---2---0-----1', { 0: 0, 1: 1, 2: 2 });
      const call = cold(' -----r|');
      const calls = ['--^-----!', '------^-----!', '--------^-----!', '----------------^-----!'];
      const expected = ' -------r---r-r-------r|';
      expectObservable(source.pipe(concurrentMap(() => call, { concurrency: limit }))).toBe(expected);
      expectSubscriptions(call.subscriptions).toBe(calls);
    }),
  );

  it(
    'should pass an error of the limit on, and cancel what runs',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const limit = hot('1--#', { 1: 1 });
      const call = cold('-------r|');
      const result = hot('a-----|').pipe(concurrentMap(() => call, { concurrency: limit }));
      expectObservable(result).toBe('---#');
      expectSubscriptions(call.subscriptions).toBe('^--!');
    }),
  );

  it(
    'should cancel those that run, whichever have ended before them',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const calls = { a: cold('-a|'), b: cold('--b|'), c: cold('-----c|'), d: cold('-----d|') };
      const result = cold('(abcd)').pipe(concurrentMap((name) => calls[name as 'a'], { concurrency: 4 }));
      expectObservable(result, '----!').toBe('-ab');
      expectSubscriptions(calls.c.subscriptions).toBe('^---!');
      expectSubscriptions(calls.d.subscriptions).toBe('^---!');
    }),
  );

  it('should count the values for `project`', () => {
    const counted: string[] = [];
    const enclosing: Account = { hold() {}, release() {}, enclose: (_, call) => call() };
    of<object[]>({}, { [ACCOUNT]: enclosing }, {}, { [ACCOUNT]: enclosing })
      .pipe(concurrentMap((_, index) => of(`${index}`), { concurrency: 1 }))
      .subscribe((index) => counted.push(index));
    expect(counted).toEqual(['0', '1', '2', '3']);
  });

  it('should tear a call down before the next one starts', () => {
    const steps: string[] = [];
    of('a', 'b')
      .pipe(
        concurrentMap(
          (name) =>
            new Observable<string>((subscriber) => {
              steps.push(`start ${name}`);
              subscriber.complete();
            }).pipe(finalize(() => steps.push(`down ${name}`))),
          { concurrency: 1 },
        ),
      )
      .subscribe();
    expect(steps).toEqual(['start a', 'down a', 'start b', 'down b']);
  });

  it('should take promises and iterables as calls', async () => {
    const values: string[] = [];
    await new Promise<void>((complete) => {
      of('a')
        .pipe(concurrentMap((name) => Promise.resolve(`${name}!`), { concurrency: 1 }))
        .subscribe({ next: (value) => values.push(value), complete });
    });
    of('x')
      .pipe(concurrentMap(() => ['y', 'z'], { concurrency: 1 }))
      .subscribe((value) => values.push(value));
    expect(values).toEqual(['a!', 'y', 'z']);
  });

  it('should deliver 1,000,000 synchronous inners behind a slow one', async () => {
    const count = 1_000_000;
    let delivered = 0;
    await new Promise<void>((complete, error) => {
      range(0, count)
        .pipe(
          concurrentMap((index) => (index === 0 ? timer(1).pipe(map(() => index)) : of(index)), {
            concurrency: 1,
          }),
        )
        .subscribe({ next: () => delivered++, complete, error });
    });
    expect(delivered).toBe(count);
  });

  it('should let a consumer stop a synchronous endless source', () => {
    const values: number[] = [];
    let produced = 0;
    new Observable<number>((subscriber) => {
      while (!subscriber.closed) subscriber.next(produced++);
    })
      .pipe(
        concurrentMap((value) => of(value), { concurrency: 4 }),
        take(3),
      )
      .subscribe((value) => values.push(value));
    expect(values).toEqual([0, 1, 2]);
    expect(produced).toBe(3);
  });

  it('should start what waits when all calls that end together have ended', () => {
    const calls = new Map<string, Subject<string>>();
    const log: string[] = [];
    const subscription = of('a', 'b', 'c', 'd', 'e')
      .pipe(
        concurrentMap(
          (name) => {
            log.push(`start ${name}`);
            calls.set(name, new Subject());
            return calls.get(name) as Subject<string>;
          },
          { concurrency: 2 },
        ),
      )
      .subscribe({ next: (value) => log.push(value), complete: () => log.push('complete') });
    const answer = (...names: string[]) =>
      together(names, (name) => {
        calls.get(name)?.next(`answer ${name}`);
        calls.get(name)?.complete();
      });
    answer('a', 'b');
    expect(log.splice(0)).toEqual(['start a', 'start b', 'answer a', 'answer b', 'start c', 'start d']);
    answer('d');
    expect(log.splice(0)).toEqual(['answer d', 'start e']);
    answer('c', 'e');
    expect(log.splice(0)).toEqual(['answer c', 'answer e', 'complete']);
    expect(subscription.closed).toBe(true);
  });

  it('should start nothing after it has been unsubscribed among calls that end together', () => {
    const first = new Subject<string>();
    const started: string[] = [];
    const subscription = of('a', 'b')
      .pipe(
        concurrentMap(
          (name): Observable<string> => {
            started.push(name);
            return name === 'a' ? first : NEVER;
          },
          { concurrency: 1 },
        ),
      )
      .subscribe();
    together([first], (call) => {
      call.complete();
      subscription.unsubscribe();
    });
    expect(started).toEqual(['a']);
  });

  it('should hold a value from its coming to the end of its call, and release all on cancel', () => {
    const held: unknown[] = [];
    const account: Account = {
      hold: (value) => held.push(value),
      release: (value) => held.splice(held.indexOf(value), 1),
    };
    const values = ['a', 'b', 'c'].map((id) => ({ id, [ACCOUNT]: account }));
    const subscription = of(...values)
      .pipe(concurrentMap(({ id }) => (id === 'a' ? of(id) : NEVER), { concurrency: 1 }))
      .subscribe();
    expect(held).toEqual(values.slice(1));
    subscription.unsubscribe();
    expect(held).toEqual([]);
  });

  it('should hand the call to an account that encloses it', () => {
    const account: Account = { hold() {}, release() {}, enclose: <R>() => of('enclosed' as R) };
    const seen: string[] = [];
    of({ [ACCOUNT]: account })
      .pipe(concurrentMap(() => throwError(() => 'never asked') as Observable<string>, { concurrency: 1 }))
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual(['enclosed']);
  });

  it('should refuse a limit below 1', () => {
    expect(() => concurrentMap(() => EMPTY, { concurrency: 0 })).toThrow(
      'expected concurrency to be at least 1, got 0',
    );
    expect(() => concurrentMap(() => EMPTY, { concurrency: Number.NaN })).toThrow(RangeError);
  });
});
