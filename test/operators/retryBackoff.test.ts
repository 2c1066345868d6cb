import { types } from 'node:util';
import { defer, Observable, of, range, reduce, type Subscription, take, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type RetryBackoffOptions, retryBackoff } from '../../operators/retryBackoff.js';
import { AllRoutesFailedError } from '../../src/errors/AllRoutesFailedError.js';
import { CallError } from '../../src/errors/CallError.js';
import { DeadlineError } from '../../src/errors/DeadlineError.js';
import type { Delta, Reply } from '../../src/types/Reply.js';
import { aReply } from '../helpers/aReply.js';
import { marbles } from '../helpers/marbles.js';

const busy = new CallError('busy', { code: 'server_error', retryable: true, httpStatus: 503 });
const bad = new CallError('bad request', { code: 'bad_request', httpStatus: 400 });
const refused = new CallError('refused', { code: 'network', retryable: true });
/** The whole bound, so that waits are 1, 2, 4 ... times `initialDelayMs`. */
const random = () => 1;

/** Fails with each error in turn, then answers. */
function failing<T>(errors: readonly unknown[], answer: T): Observable<T> {
  let tries = 0;
  return defer(() => {
    const error = errors[tries++];
    return error === undefined ? of(answer) : throwError(() => error);
  });
}

function errorOf(call: Observable<unknown>): unknown {
  let caught: unknown;
  call.subscribe({ error: (error) => (caught = error) });
  return caught;
}

describe('retryBackoff', () => {
  it(
    'should pass never, empty, one and many values on',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      for (const marble of ['-', '--|', '--a|', '-a-b-c|']) {
        expectObservable(cold(marble).pipe(retryBackoff())).toBe(marble);
      }
      const call = cold('    --a-|');
      expectObservable(call.pipe(retryBackoff())).toBe('--a-|');
      expectSubscriptions(call.subscriptions).toBe('^---!');
    }),
  );

  it(
    'should double the wait and pass the last error on after maxRetries',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = cold('-#', undefined, busy);
      const tries = ['^!', '---^!', '--------^!', '-----------------^!'];
      const result = call.pipe(retryBackoff({ maxRetries: 3, initialDelayMs: 2, random }));
      const attempts = { ...busy, attempts: 4 };
      expectObservable(result).toBe('------------------#', undefined, expect.objectContaining(attempts));
      expectSubscriptions(call.subscriptions).toBe(tries);
    }),
  );

  it(
    'should never wait longer than maxDelayMs on its own account',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = cold('#', undefined, busy);
      const result = call.pipe(retryBackoff({ maxRetries: 3, initialDelayMs: 2, maxDelayMs: 3, random }));
      expectObservable(result).toBe(
        '--------#',
        undefined,
        expect.objectContaining({ code: 'server_error' }),
      );
      expectSubscriptions(call.subscriptions).toBe(['(^!)', '--(^!)', '-----(^!)', '--------(^!)']);
    }),
  );

  it(
    'should spread the waits over the whole bound',
    marbles(({ cold, expectSubscriptions, expectObservable }) => {
      const call = cold('#', undefined, busy);
      const draws = [0, 0.5];
      const options = { maxRetries: 2, initialDelayMs: 4, random: () => draws.shift() ?? 0 };
      expectObservable(call.pipe(retryBackoff(options))).toBe('----#', undefined, expect.anything());
      expectSubscriptions(call.subscriptions).toBe(['(^!)', '(^!)', '----(^!)']);
    }),
  );

  it(
    'should wait as long as the server asks, even beyond maxDelayMs',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const limited = new CallError('slow down', { code: 'rate_limited', retryable: true, retryAfterMs: 9 });
      const call = cold('#', undefined, limited);
      const result = call.pipe(retryBackoff({ maxRetries: 1, initialDelayMs: 2, maxDelayMs: 3, random }));
      expectObservable(result).toBe('9ms #', undefined, expect.anything());
      expectSubscriptions(call.subscriptions).toBe(['(^!)', '9ms (^!)']);
    }),
  );

  it(
    'should fail at once when the next wait would pass totalMs',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = cold('-#', undefined, busy);
      const result = call.pipe(retryBackoff({ initialDelayMs: 4, totalMs: 10, random }));
      expectObservable(result).toBe('------#', undefined, expect.objectContaining({ attempts: 2 }));
      expectSubscriptions(call.subscriptions).toBe(['^!', '-----^!']);
    }),
  );

  it(
    'should count totalMs from the subscription, and let a wait end just then',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = cold('-#', undefined, busy);
      const result = call.pipe(retryBackoff({ initialDelayMs: 4, totalMs: 5, random }));
      expectObservable(result, '---^').toBe(
        '---------#',
        undefined,
        expect.objectContaining({ attempts: 2 }),
      );
      expectSubscriptions(call.subscriptions).toBe(['---^!', '--------^!']);
    }),
  );

  it('should wait less when no server answered, and not less after a time-out', () => {
    const waits: number[] = [];
    const onRetry = (_: string, delayMs: number) => waits.push(delayMs);
    const late = new DeadlineError('total', 5);
    for (const error of [refused, late, busy]) {
      const running = failing([error], 1).pipe(retryBackoff({ onRetry, random })).subscribe();
      running.unsubscribe();
    }
    expect(waits).toEqual([250, 1_000, 1_000]);
  });

  it('should not retry what is not retryable, and pass that very error on', () => {
    expect(errorOf(failing([bad], 1).pipe(retryBackoff()))).toBe(bad);
    const bug = new TypeError('a bug');
    expect(errorOf(failing([bug], 1).pipe(retryBackoff()))).toBe(bug);
    expect(errorOf(failing(['text'], 1).pipe(retryBackoff()))).toBe('text');
    expect(errorOf(failing([null], 1).pipe(retryBackoff()))).toBe(null);
  });

  it('should tell the code of the last route as the reason when all of them failed', () => {
    const reasons: string[] = [];
    const all = new AllRoutesFailedError([refused, busy]);
    const onRetry = (reason: string) => reasons.push(reason);
    failing([all], 1).pipe(retryBackoff({ onRetry, random })).subscribe().unsubscribe();
    expect(reasons).toEqual([busy.code]);
  });

  it(
    'should add the attempts of the failed tries to the reply',
    marbles(({ expectObservable }) => {
      const twice = new CallError('both routes', { code: 'all_routes_failed', retryable: true, attempts: 2 });
      const call = failing<Reply>([twice, refused], aReply());
      const result = call.pipe(retryBackoff({ initialDelayMs: 1, random }));
      expectObservable(result).toBe('---(r|)', { r: aReply({ attempts: 4 }) });
    }),
  );

  it(
    'should add them to the end of a stream',
    marbles(({ expectObservable }) => {
      const end: Delta = { type: 'end', reply: aReply() };
      const result = failing<Delta>([busy], end).pipe(retryBackoff({ initialDelayMs: 1, random }));
      expectObservable(result).toBe('-(e|)', { e: { type: 'end', reply: aReply({ attempts: 2 }) } });
    }),
  );

  it('should hand on the very reply when nothing failed', () => {
    const reply = aReply();
    let got: Reply | undefined;
    of(reply)
      .pipe(retryBackoff())
      .subscribe((value) => (got = value));
    expect(got).toBe(reply);
  });

  it('should leave the errors of the tries as they were and keep the class of the last', () => {
    const late = new DeadlineError('total', 5);
    const result = failing([busy, late], 1).pipe(
      retryBackoff({ shouldRetry: (error) => error === busy, initialDelayMs: 0, scheduler: immediately }),
    );
    const error = errorOf(result);
    expect(error).toBeInstanceOf(DeadlineError);
    expect(types.isNativeError(error)).toBe(true);
    expect(error).toMatchObject({
      phase: 'total',
      attempts: 2,
      message: late.message,
      name: 'DeadlineError',
    });
    expect([busy.attempts, late.attempts]).toEqual([1, 1]);
  });

  it(
    'should pass an error on once a value has passed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = cold('-a-#', undefined, busy);
      expectObservable(call.pipe(retryBackoff())).toBe('-a-#', undefined, busy);
      expectSubscriptions(call.subscriptions).toBe('^--!');
    }),
  );

  it(
    'should begin again after a value when told to',
    marbles(({ cold, expectObservable }) => {
      const call = cold('-a-#', undefined, busy);
      const options: RetryBackoffOptions = { onPartial: 'restart', maxRetries: 1, initialDelayMs: 2, random };
      expectObservable(call.pipe(retryBackoff(options))).toBe('-a----a-#', undefined, expect.anything());
    }),
  );

  it(
    'should stop waiting, or the try that runs, when unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = cold('-#', undefined, busy);
      const result = call.pipe(retryBackoff({ initialDelayMs: 4, random }));
      expectObservable(result, '---!').toBe('----');
      expectSubscriptions(call.subscriptions).toBe(['^!']);
      const hanging = cold('-----#');
      expectObservable(hanging.pipe(retryBackoff()), '---!').toBe('----');
      expectSubscriptions(hanging.subscriptions).toBe('^--!');
    }),
  );

  it('should tear a failed try down before it waits', () => {
    const events: string[] = [];
    const call = new Observable((subscriber) => {
      subscriber.add(() => events.push('torn down'));
      subscriber.error(busy);
    });
    const running = call.pipe(retryBackoff({ onRetry: (reason) => events.push(reason) })).subscribe();
    running.unsubscribe();
    expect(events).toEqual(['torn down', 'server_error']);
  });

  it('should make an error of a callback that throws', () => {
    const thrown = new Error('from the callback');
    const fail = () => {
      throw thrown;
    };
    expect(errorOf(failing([busy], 1).pipe(retryBackoff({ shouldRetry: fail })))).toBe(thrown);
    expect(errorOf(failing([busy], 1).pipe(retryBackoff({ onRetry: fail })))).toBe(thrown);
    expect(errorOf(failing([busy], 1).pipe(retryBackoff({ random: fail })))).toBe(thrown);
  });

  it(
    'should count for each subscription anew',
    marbles(({ cold, expectObservable }) => {
      const result = cold('#', undefined, busy).pipe(
        retryBackoff({ maxRetries: 1, initialDelayMs: 3, random }),
      );
      expectObservable(result).toBe('---#', undefined, expect.anything());
      expectObservable(result, '-----^').toBe('--------#', undefined, expect.anything());
    }),
  );

  it('should pass a million synchronous values and stop a source that nobody wants any more', () => {
    let count = 0;
    range(0, 1_000_000)
      .pipe(
        retryBackoff(),
        reduce((sum) => sum + 1, 0),
      )
      .subscribe((sum) => (count = sum));
    expect(count).toBe(1_000_000);

    let emitted = 0;
    const endless = new Observable<number>((subscriber) => {
      while (!subscriber.closed) subscriber.next(emitted++);
    });
    endless.pipe(retryBackoff(), take(3)).subscribe();
    expect(emitted).toBe(3);
  });

  it('should refuse options that cannot be', () => {
    for (const name of ['maxRetries', 'initialDelayMs', 'networkDelayMs', 'maxDelayMs', 'totalMs']) {
      const message = (got: unknown) => `expected ${name} to be a number of at least 0, got ${got}`;
      expect(() => retryBackoff({ [name]: -1 })).toThrow(new RangeError(message(-1)));
      expect(() => retryBackoff({ [name]: Number.NaN })).toThrow(new RangeError(message('NaN')));
      expect(() => retryBackoff({ [name]: 0 })).not.toThrow();
    }
  });
});

/** Runs what it is given at once: a test of what happens, not of when. */
const immediately = {
  now: () => 0,
  schedule: (work: (this: never, state?: never) => void): Subscription => {
    work.call(undefined as never);
    return of().subscribe();
  },
};
