import { concat, NEVER, of, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { admit } from '../../operators/admit.js';
import { AdaptiveConcurrency } from '../../src/engine/adaptive/AdaptiveConcurrency.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../src/engine/limiter/slidingWindowLimiter.js';
import { CallError } from '../../src/errors/CallError.js';
import type { ConcurrencyControl, Limiter, Waiter } from '../../src/types/Limiter.js';
import { marbles } from '../helpers/marbles.js';

describe('admit', () => {
  it(
    'should wait for the end of the call before it',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const limiter = gcraLimiter({ concurrency: 1 });
      const call = cold('-----r|');
      expectObservable(call.pipe(admit(limiter, { scheduler }))).toBe('-----r|');
      expectObservable(call.pipe(admit(limiter, { scheduler }))).toBe('-----------r|');
      expectSubscriptions(call.subscriptions).toBe(['^-----!', '------^-----!']);
    }),
  );

  it(
    'should return the permit of a call that fails, and pass never and empty on',
    marbles(({ cold, expectObservable, scheduler }) => {
      const limiter = gcraLimiter({ concurrency: 1 });
      const through = admit<string>(limiter, { scheduler });
      expectObservable(cold('--#').pipe(through)).toBe('--#');
      expectObservable(cold('--|').pipe(through)).toBe('----|');
      expectObservable(cold('r|').pipe(through)).toBe('----r|');
      expectObservable(cold('-').pipe(through)).toBe('-');
      expectObservable(cold('r|').pipe(through)).toBe('-');
    }),
  );

  it(
    'should leave the line when unsubscribed while it waits, and free the place when unsubscribed in the call',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const limiter = gcraLimiter({ concurrency: 1 });
      const call = cold('----------r|');
      const quick = cold('r|');
      expectObservable(call.pipe(admit(limiter, { scheduler })), '-----!').toBe('-');
      expectObservable(call.pipe(admit(limiter, { scheduler })), '---!').toBe('-');
      expectObservable(quick.pipe(admit(limiter, { scheduler }))).toBe('-----r|');
      expectSubscriptions(call.subscriptions).toBe('^----!');
    }),
  );

  it(
    'should pace by requests a minute, each attempt for itself',
    marbles(({ cold, expectObservable, scheduler }) => {
      const limiter = gcraLimiter({ requestsPerMinute: 600, share: 1 });
      const call = cold('r|').pipe(admit(limiter, { scheduler }));
      expectObservable(concat(call, call, call)).toBe('r 99ms r 99ms r|');
    }),
  );

  it(
    'should reserve the input and an answer as long as those before, when no more is known',
    marbles(({ expectObservable, scheduler }) => {
      const limiter = slidingWindowLimiter({ tokens: 60_000 });
      const usage = { promptTokens: 10_000, completionTokens: 20_000 };
      const taught = of({ usage }).pipe(admit(limiter, { scheduler, inputTokens: 10_000 }));
      expectObservable(taught).toBe('(r|)', { r: { usage } });
      // 30,000 are left, an answer is 20,000: with an input of 10,001 it does not fit, with one of 10,000 it would.
      const call = of('s').pipe(admit(limiter, { scheduler, inputTokens: 10_001 }));
      expectObservable(call, '^ 10s !').toBe('-');
      expectObservable(of('t').pipe(admit(limiter, { scheduler, inputTokens: 10_000 })), '20s ^').toBe(
        '20s (t|)',
      );
    }),
  );

  it('should say which figure is none', () => {
    expect(() => admit(undefined, { tokens: -1 })).toThrow(/^expected tokens to be .*-1/);
    expect(() => admit(undefined, { inputTokens: Number.NaN })).toThrow(/^expected inputTokens to be .*NaN/);
  });

  it(
    'should reserve tokens and settle what was used',
    marbles(({ expectObservable, scheduler }) => {
      // 60,000 tokens in a window of 60 s: the first reserves all of them and uses a tenth.
      const limiter = slidingWindowLimiter({ tokens: 60_000 });
      const usage = { promptTokens: 5_000, completionTokens: 1_000 };
      const call = of({ usage }).pipe(admit(limiter, { scheduler, tokens: 60_000 }));
      const second = of('s').pipe(admit(limiter, { scheduler, tokens: 54_000 }));
      const third = of('t').pipe(admit(limiter, { scheduler, tokens: 1 }));
      expectObservable(call).toBe('(r|)', { r: { usage } });
      expectObservable(second).toBe('(s|)');
      expectObservable(third).toBe('60s (t|)');
    }),
  );

  it('should count what was reserved for values that say nothing of tokens, whatever they are', () => {
    const usage = { promptTokens: 5, completionTokens: 1 };
    const used = [{ usage }, { reply: { usage } }, { usage: null, reply: { usage } }];
    const unknown = [null, undefined, 'r', 0, { usage: null }, { reply: null }, { reply: { usage: null } }];
    const settledWith = (value: unknown): unknown[] => {
      const tokens: unknown[] = [];
      const limiter = gcraLimiter({});
      const watched: Limiter = Object.assign(Object.create(limiter), {
        enter: (waiter: Waiter) => {
          waiter.granted({ release: (_: number, settled?: number) => tokens.push(settled) });
          return undefined;
        },
      });
      of(value).pipe(admit<unknown>(watched)).subscribe();
      return tokens;
    };
    for (const value of used) expect(settledWith(value)).toEqual([6]);
    for (const value of unknown) expect(settledWith(value)).toEqual([undefined]);
  });

  it(
    'should turn a throwing callback into an error and return the permit',
    marbles(({ cold, expectObservable, scheduler }) => {
      const limiter = gcraLimiter({ concurrency: 1 });
      const broken = admit<string>(limiter, {
        scheduler,
        used: () => {
          throw 'boom';
        },
      });
      expectObservable(cold('-r|').pipe(broken)).toBe('-#', undefined, 'boom');
      expectObservable(cold('r|').pipe(admit(limiter, { scheduler }))).toBe('-r|');
    }),
  );

  it(
    'should tell how long a call waited',
    marbles(({ cold, flush, scheduler }) => {
      const waits: number[] = [];
      const limiter = gcraLimiter({ concurrency: 1 });
      const options = { scheduler, onAdmit: (waitMs: number) => waits.push(waitMs) };
      cold('---r|').pipe(admit(limiter, options)).subscribe();
      cold('r|').pipe(admit(limiter, options)).subscribe();
      timer(10).pipe(admit(limiter, options)).subscribe();
      scheduler.schedule(() => of('r').pipe(admit(limiter, options)).subscribe(), 12);
      flush();
      expect(waits).toEqual([0, 4, 5, 3]);
    }),
  );

  it(
    'should not make a call whose listener leaves when told that it may begin',
    marbles(({ cold, expectSubscriptions, flush, scheduler }) => {
      const limiter = gcraLimiter({ concurrency: 1 });
      cold('--|').pipe(admit(limiter, { scheduler })).subscribe();
      const call = cold('r|');
      const leave = { scheduler, onAdmit: () => waiting.unsubscribe() };
      const waiting = call.pipe(admit(limiter, leave)).subscribe();
      expectSubscriptions(call.subscriptions).toBe([]);
      flush();
      expect(limiter.inFlight).toBe(0);
    }),
  );

  it('should serve 100,000 synchronous calls that wait in line without growing the stack', () => {
    const limiter = gcraLimiter({ concurrency: 1 });
    const blocker = NEVER.pipe(admit(limiter)).subscribe();
    let served = 0;
    for (let index = 0; index < 100_000; index++) {
      of(index)
        .pipe(admit(limiter))
        .subscribe(() => served++);
    }
    expect([served, limiter.waiting]).toEqual([0, 100_000]);
    blocker.unsubscribe();
    expect([served, limiter.waiting, limiter.inFlight]).toEqual([100_000, 0, 0]);
  });

  it('should give the permit back when the subscription itself throws', () => {
    const limiter = gcraLimiter({ concurrency: 1 });
    const errors: unknown[] = [];
    throwError(() => 'at once')
      .pipe(admit(limiter))
      .subscribe({ error: (error) => errors.push(error) });
    expect([errors, limiter.inFlight]).toEqual([['at once'], 0]);
  });

  it(
    'should tell the limiter how each attempt ended, and nothing of one that was cancelled',
    marbles(({ cold, expectObservable, flush, scheduler }) => {
      const heard: unknown[] = [];
      const listening: ConcurrencyControl = {
        limit: 8,
        waitFor: () => 0,
        started() {},
        ended: (signal) => heard.push(signal),
      };
      const limiter = gcraLimiter({ concurrency: listening });
      const through = admit<string>(limiter, { scheduler });
      const refused = new CallError('no', {
        code: 'rate_limited',
        httpStatus: 429,
        body: 'concurrency limit of 3',
      });
      expectObservable(cold('-r|').pipe(through)).toBe('-r|');
      expectObservable(cold('---#', undefined, refused).pipe(through)).toBe('---#', undefined, refused);
      expectObservable(cold('----------r|').pipe(through), '----!').toBe('-');
      const own = admit<string>(limiter, { scheduler, signal: () => ({ kind: 'too-fast' }) });
      expectObservable(cold('-----#').pipe(own)).toBe('-----#');
      flush();
      expect(heard).toEqual([
        { kind: 'ok' },
        { kind: 'too-many', limit: 3 },
        undefined,
        { kind: 'too-fast' },
      ]);
    }),
  );

  it(
    'should wait for a limit that grows, and pass on what a callback for signals throws',
    marbles(({ cold, expectObservable, scheduler }) => {
      const limiter = gcraLimiter({ concurrency: new AdaptiveConcurrency({ start: 1 }) });
      const through = admit<string>(limiter, { scheduler });
      expectObservable(cold('10s r|').pipe(through)).toBe('10s r|');
      expectObservable(cold('r|').pipe(through)).toBe('456ms r|');
      const thrower = (): never => {
        throw 'boom';
      };
      expectObservable(cold('#').pipe(admit(limiter, { scheduler, signal: thrower }))).toBe(
        '457ms #',
        undefined,
        'boom',
      );
    }),
  );

  it('should do nothing without a limiter, and refuse negative tokens', () => {
    const source = of(1);
    expect(source.pipe(admit(undefined))).toBe(source);
    expect(() => admit(undefined, { tokens: -1 })).toThrow(
      'expected tokens to be a number of at least 0, got -1',
    );
    expect(() => admit(undefined, { tokens: 0 })).not.toThrow();
  });
});

describe('admit with an end', () => {
  it(
    'should fail at once when its turn can only come too late, and leave the line to others',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler, flush }) => {
      const limiter = gcraLimiter({ requestsPerMinute: 60, share: 1 });
      const call = cold('(r|)');
      const late = expect.objectContaining({ code: 'timeout', phase: 'total', limitMs: 500, attempts: 0 });
      expectObservable(call.pipe(admit(limiter, { scheduler, endsAt: 500 }))).toBe('(r|)');
      expectObservable(call.pipe(admit(limiter, { scheduler, endsAt: 500 }))).toBe('#', undefined, late);
      expectObservable(call.pipe(admit(limiter, { scheduler, endsAt: 2_000 }))).toBe('1s (r|)');
      expectObservable(call.pipe(admit(limiter, { scheduler }))).toBe('2s (r|)');
      expectSubscriptions(call.subscriptions).toBe(['(^!)', '1s (^!)', '2s (^!)']);
      flush();
      expect(limiter.waiting).toBe(0);
    }),
  );
});
