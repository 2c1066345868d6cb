import { Observable, of, ReplaySubject, range, reduce, Subject, take, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { coalesce } from '../../operators/coalesce.js';
import { createFlights } from '../../src/engine/flights.js';
import { CallError } from '../../src/errors/CallError.js';
import type { Delta, Reply } from '../../src/types/Reply.js';
import { aReply } from '../helpers/aReply.js';
import { marbles } from '../helpers/marbles.js';

const joinedReply = aReply({ cached: 'coalesced', attempts: 0, costUsd: 0 });

describe('coalesce', () => {
  it(
    'should send one call for equal keys in flight, and a fresh one afterwards',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const flights = createFlights<Reply>();
      const call = cold('    ---(r|)     ', { r: aReply() });
      const result = call.pipe(coalesce(flights, 'key'));
      expectObservable(result, '^             ').toBe('---(r|)     ', { r: aReply() });
      expectObservable(result, '-^            ').toBe('---(r|)     ', { r: joinedReply });
      expectObservable(result, '----^         ').toBe('-------(r|) ', { r: aReply() });
      expectSubscriptions(call.subscriptions).toBe(['^--!', '----^--!']);
    }),
  );

  it(
    'should not join calls of other keys, nor without a key',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const flights = createFlights<string>();
      const call = cold('---r|');
      for (const key of ['a', 'b', undefined, undefined]) {
        expectObservable(call.pipe(coalesce(flights, key))).toBe('---r|');
      }
      expectSubscriptions(call.subscriptions).toBe(['^---!', '^---!', '^---!', '^---!']);
    }),
  );

  it(
    'should give late comers everything from the first value on',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const flights = createFlights<string>();
      const call = cold('            -a-b-----c-d|');
      const result = call.pipe(coalesce(flights, 'key'));
      expectObservable(result, '     ^            ').toBe('-a-b-----c-d|');
      expectObservable(result, '     ----^        ').toBe('----(ab)-c-d|');
      expectSubscriptions(call.subscriptions).toBe('^-----------!');
    }),
  );

  it(
    'should pass never, empty and an error on to all',
    marbles(({ cold, expectObservable }) => {
      const flights = createFlights<string>();
      const failed = new CallError('down', { code: 'server_error', retryable: true, attempts: 5 });
      const never = cold('-').pipe(coalesce(flights, 'never'));
      const empty = cold('---|').pipe(coalesce(flights, 'empty'));
      const fails = cold('---#', undefined, failed).pipe(coalesce(flights, 'fails'));
      for (const result of [never, never]) expectObservable(result).toBe('-');
      for (const result of [empty, empty]) expectObservable(result).toBe('---|');
      expectObservable(fails).toBe('---#', undefined, failed);
      expectObservable(fails, '-^').toBe('---#', undefined, expect.objectContaining({ attempts: 0 }));
    }),
  );

  it(
    'should abort the call when the last of them leaves, never before',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const flights = createFlights<string>();
      const call = cold('------r|');
      const result = call.pipe(coalesce(flights, 'key'));
      expectObservable(result, '^-!   ').toBe('-');
      expectObservable(result, '-^--! ').toBe('-');
      expectObservable(result, '-----^').toBe('-----------r|');
      expectSubscriptions(call.subscriptions).toBe(['^---!', '-----^------!']);
    }),
  );

  it('should count nobody aboard who leaves with the first of what has come so far', () => {
    const flights = createFlights<string>();
    const call = new ReplaySubject<string>();
    const aboard = call.pipe(coalesce(flights, 'key')).subscribe();
    call.next('a');
    call.next('b');
    const got: string[] = [];
    call.pipe(coalesce(flights, 'key'), take(1)).subscribe((value) => got.push(value));
    aboard.unsubscribe();
    expect([got, call.observed, flights.size]).toEqual([['a'], false, 0]);
  });

  it('should let the eldest who joined pay when the first has left', () => {
    const flights = createFlights<Reply>();
    const call = new Subject<Reply>();
    const got: Record<string, Reply> = {};
    const take = (name: string) =>
      call.pipe(coalesce(flights, 'key')).subscribe((reply) => {
        got[name] = reply;
      });
    const first = take('first');
    const second = take('second');
    take('third');
    first.unsubscribe();
    first.unsubscribe();
    take('fourth');
    call.next(aReply());
    expect(got).toEqual({ second: aReply(), third: joinedReply, fourth: joinedReply });
    second.unsubscribe();
  });

  it('should mark the end of a stream that was joined, and nothing else', () => {
    const flights = createFlights<Delta>();
    const stream = new Subject<Delta>();
    const got: Delta[] = [];
    stream.pipe(coalesce(flights, 'key')).subscribe();
    stream.pipe(coalesce(flights, 'key')).subscribe((delta) => got.push(delta));
    stream.next({ type: 'text', text: 'Ray' });
    stream.next({ type: 'end', reply: aReply() });
    expect(got).toEqual([
      { type: 'text', text: 'Ray' },
      { type: 'end', reply: joinedReply },
    ]);
  });

  it('should hand the one who started the very reply', () => {
    const reply = aReply();
    let got: Reply | undefined;
    of(reply)
      .pipe(coalesce(createFlights<Reply>(), 'key'))
      .subscribe((value) => {
        got = value;
      });
    expect(got).toBe(reply);
  });

  it('should keep nothing after a call, however it ended', () => {
    const flights = createFlights<number>();
    of(1).pipe(coalesce(flights, 'a')).subscribe();
    throwError(() => 1)
      .pipe(coalesce(createFlights<never>(), 'b'))
      .subscribe({ error: () => {} });
    new Subject<number>().pipe(coalesce(flights, 'c')).subscribe().unsubscribe();
    new Observable<number>(() => {
      throw new Error('in the call');
    })
      .pipe(coalesce(flights, 'd'))
      .subscribe({ error: () => {} });
    expect(flights.size).toBe(0);
  });

  it('should keep the order when somebody joins, or a value comes, from within a value', () => {
    const flights = createFlights<number>();
    const call = new Subject<number>();
    const result = call.pipe(coalesce(flights, 'key'));
    const got: Record<string, number[]> = { first: [], second: [], within: [] };
    result.subscribe((value) => {
      got.first?.push(value);
      if (value === 1) {
        result.subscribe((seen) => got.within?.push(seen));
        call.next(2);
      }
    });
    result.subscribe((value) => got.second?.push(value));
    call.next(1);
    call.next(3);
    expect(got).toEqual({ first: [1, 2, 3], second: [1, 2, 3], within: [1, 2, 3] });
  });

  it('should start a fresh call for somebody who asks from within the end', () => {
    const flights = createFlights<number>();
    const calls: Subject<number>[] = [];
    const result = new Observable<number>((subscriber) => {
      const call = new Subject<number>();
      calls.push(call);
      return call.subscribe(subscriber);
    }).pipe(coalesce(flights, 'key'));
    result.subscribe({ complete: () => result.subscribe() });
    calls[0]?.complete();
    expect([calls.length, flights.size]).toEqual([2, 1]);
  });

  it('should tell of each who joined, and make an error of a callback that throws', () => {
    const flights = createFlights<number>();
    const call = new Subject<number>();
    let joined = 0;
    const onJoin = () => {
      joined++;
    };
    for (let index = 0; index < 3; index++) call.pipe(coalesce(flights, 'key', { onJoin })).subscribe();
    expect(joined).toBe(2);
    const thrown = new Error('from the callback');
    let caught: unknown;
    const fail = () => {
      throw thrown;
    };
    call.pipe(coalesce(flights, 'key', { onJoin: fail })).subscribe({ error: (error) => (caught = error) });
    expect(caught).toBe(thrown);
  });

  it('should serve a thousand who join one call', () => {
    const flights = createFlights<Reply>();
    const call = new Subject<Reply>();
    let calls = 0;
    const counted = new Observable<Reply>((subscriber) => {
      calls++;
      return call.subscribe(subscriber);
    });
    let paid = 0;
    let served = 0;
    for (let index = 0; index < 1_000; index++) {
      counted.pipe(coalesce(flights, 'key')).subscribe(({ attempts }) => {
        served++;
        paid += attempts;
      });
    }
    call.next(aReply());
    expect([calls, served, paid]).toEqual([1, 1_000, 1]);
  });

  it('should pass a million synchronous values and stop a source that nobody wants any more', () => {
    let count = 0;
    range(0, 1_000_000)
      .pipe(
        coalesce(createFlights<number>(), 'key'),
        reduce((sum) => sum + 1, 0),
      )
      .subscribe((sum) => {
        count = sum;
      });
    expect(count).toBe(1_000_000);
    let last = 0;
    const flights = createFlights<number>();
    range(0, Number.POSITIVE_INFINITY)
      .pipe(coalesce(flights, 'key'), take(3))
      .subscribe((value) => {
        last = value;
      });
    expect([last, flights.size]).toEqual([2, 0]);
  });
});
