import { defer, Observable, of, range, reduce, Subject, take, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { failover } from '../../operators/failover.js';
import { AllRoutesFailedError } from '../../src/errors/AllRoutesFailedError.js';
import { CallError } from '../../src/errors/CallError.js';
import { aReply } from '../helpers/aReply.js';
import { marbles } from '../helpers/marbles.js';

const down = new CallError('down', { code: 'server_error', retryable: true, httpStatus: 503, route: 'one' });
const noKey = new CallError('no key', { code: 'auth', failover: true, account: true, httpStatus: 401 });
const bad = new CallError('bad request', { code: 'bad_request', httpStatus: 400 });
const one = { name: 'one' };
const two = { name: 'two' };
const three = { name: 'three' };

function errorOf(call: Observable<unknown>): unknown {
  let caught: unknown;
  call.subscribe({ error: (error) => (caught = error) });
  return caught;
}

describe('failover', () => {
  it(
    'should ask the next route after an error that allows it, once the first is torn down',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const calls = { one: cold('--#', undefined, down), two: cold('---r|') };
      const result = failover([one, two], ({ name }) => calls[name as 'one' | 'two']);
      expectObservable(result).toBe('-----r|');
      expectSubscriptions(calls.one.subscriptions).toBe('^-!');
      expectSubscriptions(calls.two.subscriptions).toBe('--^---!');
    }),
  );

  it(
    'should pass never, empty, one and many values of the first route on',
    marbles(({ cold, expectObservable }) => {
      for (const marble of ['-', '--|', '--a|', '-a-b-c|']) {
        expectObservable(failover([one, two], () => cold(marble))).toBe(marble);
        expectObservable(failover([one], () => cold(marble))).toBe(marble);
      }
    }),
  );

  it('should go by priority and keep the order of equals', () => {
    const asked: string[] = [];
    const routes = [
      { name: 'c', priority: 2 },
      { name: 'a' },
      { name: 'd', priority: 2 },
      { name: 'b', priority: 1 },
    ];
    const copy = [...routes];
    failover(routes, ({ name }) => {
      asked.push(name);
      return throwError(() => down);
    }).subscribe({ error: () => {} });
    expect(asked).toEqual(['a', 'b', 'c', 'd']);
    expect(routes).toEqual(copy);
  });

  it('should keep the error of every route when all failed', () => {
    const errors: Record<string, CallError> = { one: down, two: noKey };
    const error = errorOf(failover([one, two], ({ name }) => throwError(() => errors[name])));
    expect(error).toBeInstanceOf(AllRoutesFailedError);
    expect(error).toMatchObject({ errors: [down, noKey], attempts: 2, retryable: true, account: false });
  });

  it('should be an error of the account when no route has a usable one', () => {
    const error = errorOf(failover([one, two], () => throwError(() => noKey)));
    expect(error).toMatchObject({ code: 'all_routes_failed', account: true, retryable: false });
  });

  it('should pass the error of the only route on as it is', () => {
    expect(errorOf(failover([one], () => throwError(() => down)))).toBe(down);
  });

  it('should stop at an error that another route would meet too', () => {
    const asked: string[] = [];
    const errors: Record<string, unknown> = { one: down, two: bad, three: down };
    const result = failover([one, two, three], ({ name }) => {
      asked.push(name);
      return throwError(() => errors[name]);
    });
    expect(errorOf(result)).toMatchObject({ code: 'bad_request', attempts: 2 });
    expect(asked).toEqual(['one', 'two']);
    expect(bad.attempts).toBe(1);
    const bug = new TypeError('a bug');
    expect(errorOf(failover([one, two], () => throwError(() => bug)))).toBe(bug);
  });

  it('should add the attempts of the failed routes to the reply', () => {
    let got: unknown;
    const failed = new CallError('down', { code: 'server_error', retryable: true, attempts: 3 });
    failover([one, two], (route) => (route === one ? throwError(() => failed) : of(aReply()))).subscribe(
      (reply) => (got = reply),
    );
    expect(got).toEqual(aReply({ attempts: 4 }));
  });

  it('should hand on the very reply when no route has failed', () => {
    const reply = aReply();
    let got: unknown;
    failover([one, two], () => of(reply)).subscribe((value) => (got = value));
    expect(got).toBe(reply);
  });

  it('should ask no other route when its listener leaves as it is told of the change', () => {
    const asked: string[] = [];
    const failing = new Subject<never>();
    const running = failover(
      [one, two],
      ({ name }) => {
        asked.push(name);
        return failing;
      },
      { onFailover: () => running.unsubscribe() },
    ).subscribe();
    failing.error(down);
    expect(asked).toEqual(['one']);
  });

  it(
    'should pass an error on once a value has passed, or begin again when told to',
    marbles(({ cold, expectObservable }) => {
      const calls = { one: cold('-a-#', undefined, down), two: cold('-b|') };
      const call = ({ name }: { name: string }) => calls[name as 'one' | 'two'];
      expectObservable(failover([one, two], call)).toBe('-a-#', undefined, down);
      expectObservable(failover([one, two], call, { onPartial: 'restart' })).toBe('-a--b|');
    }),
  );

  it(
    'should abort the route that is being asked when unsubscribed, and ask no other',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const calls = {
        one: cold('-#', undefined, down),
        two: cold('----#', undefined, down),
        three: cold('r'),
      };
      const result = failover([one, two, three], ({ name }) => calls[name as 'one']);
      expectObservable(result, '---!').toBe('----');
      expectSubscriptions(calls.two.subscriptions).toBe('-^-!');
      expectSubscriptions(calls.three.subscriptions).toBe([]);
    }),
  );

  it('should tear a failed route down before it asks the next', () => {
    const events: string[] = [];
    failover([one, two], ({ name }) => {
      events.push(`${name} asked`);
      return new Observable((subscriber) => {
        subscriber.add(() => events.push(`${name} torn down`));
        subscriber.error(down);
      });
    }).subscribe({ error: () => events.push('failed') });
    expect(events).toEqual(['one asked', 'one torn down', 'two asked', 'two torn down', 'failed']);
  });

  it('should tell of each change by name', () => {
    const told: unknown[] = [];
    const onFailover = (from: string, to: string, error: CallError) => told.push([from, to, error.code]);
    failover([one, two, three], (route) => (route === three ? of(1) : throwError(() => down)), {
      onFailover,
    }).subscribe();
    expect(told).toEqual([
      ['one', 'two', 'server_error'],
      ['two', 'three', 'server_error'],
    ]);
  });

  it('should make an error of a callback that throws', () => {
    const thrown = new Error('from the callback');
    const fail = () => {
      throw thrown;
    };
    expect(errorOf(failover([one, two], fail))).toBe(thrown);
    expect(errorOf(failover([one], fail))).toBe(thrown);
    expect(errorOf(failover([one, two], () => throwError(() => down), { onFailover: fail }))).toBe(thrown);
  });

  it('should count for each subscription anew', () => {
    let calls = 0;
    const failing = defer(() => {
      calls++;
      return throwError(() => down);
    });
    const result = failover([one, two], () => failing);
    expect([errorOf(result), errorOf(result)]).toMatchObject([{ attempts: 2 }, { attempts: 2 }]);
    expect(calls).toBe(4);
  });

  it('should not deepen the stack with routes that fail at once', () => {
    const routes = Array.from({ length: 20_000 }, (_, index) => ({ name: `route-${index}` }));
    let last: unknown;
    failover(routes, (route) => (route === routes.at(-1) ? of('r') : throwError(() => down))).subscribe(
      (value) => (last = value),
    );
    expect(last).toBe('r');
  });

  it('should pass a million synchronous values and stop a source that nobody wants any more', () => {
    let count = 0;
    failover([one, two], () => range(0, 1_000_000))
      .pipe(reduce((sum) => sum + 1, 0))
      .subscribe((sum) => (count = sum));
    expect(count).toBe(1_000_000);
    let last = 0;
    failover([one, two], () => range(0, Number.POSITIVE_INFINITY))
      .pipe(take(3))
      .subscribe((value) => (last = value));
    expect(last).toBe(2);
  });

  it('should refuse to have no route', () => {
    expect(() => failover([], () => of(1))).toThrow('expected routes to hold at least one route, got none');
  });
});
