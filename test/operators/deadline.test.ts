import { NEVER, Observable, of, range, reduce, Subject, take, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { deadline } from '../../operators/deadline.js';
import { DeadlineError } from '../../src/errors/DeadlineError.js';
import { marbles } from '../helpers/marbles.js';

describe('deadline', () => {
  it(
    'should end a call whose first value is late, and abort it',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = cold('----a|');
      expectObservable(call.pipe(deadline({ firstMs: 3 }))).toBe(
        '---#',
        undefined,
        new DeadlineError('first', 3),
      );
      expectSubscriptions(call.subscriptions).toBe('^--!');
      expectObservable(cold('--a------b|').pipe(deadline({ firstMs: 3 }))).toBe('--a------b|');
    }),
  );

  it(
    'should end a call that is idle between two values, or before its end',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = cold('------a--b-c-----------d|');
      expectObservable(call.pipe(deadline({ idleMs: 4 }))).toBe(
        '------a--b-c---#',
        undefined,
        new DeadlineError('idle', 4),
      );
      expectSubscriptions(call.subscriptions).toBe('^--------------!');
      expectObservable(cold('a------|').pipe(deadline({ idleMs: 4 }))).toBe(
        'a---#',
        undefined,
        new DeadlineError('idle', 4),
      );
    }),
  );

  it(
    'should end a call that takes too long in total, whatever it emits',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = cold('-a-b-c-d-e-f|');
      expectObservable(call.pipe(deadline({ totalMs: 6 }))).toBe(
        '-a-b-c#',
        undefined,
        new DeadlineError('total', 6),
      );
      expectSubscriptions(call.subscriptions).toBe('^-----!');
    }),
  );

  it(
    'should keep all three limits at once',
    marbles(({ cold, expectObservable }) => {
      const limits = { firstMs: 5, idleMs: 3, totalMs: 9 };
      const late = (phase: 'first' | 'idle' | 'total', limitMs: number) => new DeadlineError(phase, limitMs);
      expectObservable(cold('------a|').pipe(deadline(limits))).toBe('-----#', undefined, late('first', 5));
      expectObservable(cold('-a-----|').pipe(deadline(limits))).toBe('-a--#', undefined, late('idle', 3));
      expectObservable(cold('--a-b-c-d-e|').pipe(deadline(limits))).toBe(
        '--a-b-c-d#',
        undefined,
        late('total', 9),
      );
      expectObservable(cold('----a--b|').pipe(deadline(limits))).toBe('----a--b|');
    }),
  );

  it(
    'should pass never, empty, one, many and an error on',
    marbles(({ cold, expectObservable }) => {
      for (const marble of ['--|', '--a|', '-a-b-c|', '-#', '-a-#']) {
        expectObservable(cold(marble).pipe(deadline({ totalMs: 50, firstMs: 50, idleMs: 50 }))).toBe(marble);
      }
      expect(NEVER.pipe(deadline({}))).toBe(NEVER);
    }),
  );

  it(
    'should abort the call when unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = cold('-a------b|');
      expectObservable(call.pipe(deadline({ totalMs: 50, idleMs: 50 })), '----!').toBe('-a---');
      expectSubscriptions(call.subscriptions).toBe('^---!');
    }),
  );

  it('should tear the call down before its error goes on', () => {
    const scheduler = new VirtualTimeScheduler();
    const events: string[] = [];
    new Observable((subscriber) => subscriber.add(() => events.push('torn down')))
      .pipe(deadline({ totalMs: 5, scheduler }))
      .subscribe({ error: ({ code }) => events.push(code) });
    scheduler.flush();
    expect(events).toEqual(['torn down', 'timeout']);
  });

  it('should leave no timer behind, however the call ends', () => {
    const limits = { totalMs: 50, firstMs: 50, idleMs: 50 };
    const calls = [of(1), NEVER, new Observable((subscriber) => subscriber.error(1))];
    for (const call of calls) {
      const scheduler = new VirtualTimeScheduler();
      const running = call.pipe(deadline({ ...limits, scheduler })).subscribe({ error: () => {} });
      running.unsubscribe();
      expect(scheduler.actions.filter(({ closed }) => !closed)).toEqual([]);
      scheduler.flush();
    }
  });

  it('should not make a timer for each value', () => {
    const scheduler = new VirtualTimeScheduler();
    let scheduled = 0;
    const counting = {
      now: () => scheduler.now(),
      schedule: ((...args: Parameters<typeof scheduler.schedule>) => {
        scheduled++;
        return scheduler.schedule(...args);
      }) as typeof scheduler.schedule,
    };
    range(0, 10_000)
      .pipe(deadline({ firstMs: 5, idleMs: 5, totalMs: 5, scheduler: counting }))
      .subscribe();
    expect(scheduled).toBe(3);
  });

  it('should leave no timer of a limit that does not exist', () => {
    const scheduler = new VirtualTimeScheduler();
    const call = new Subject<number>();
    const running = call.pipe(deadline({ totalMs: 50, scheduler })).subscribe();
    call.next(1);
    expect(scheduler.actions.length).toBe(1);
    running.unsubscribe();
  });

  it('should say what was late and that it may be tried again', () => {
    expect(new DeadlineError('first', 5)).toMatchObject({ code: 'timeout', retryable: true, phase: 'first' });
  });

  it('should pass a million synchronous values and stop a source that nobody wants any more', () => {
    let count = 0;
    range(0, 1_000_000)
      .pipe(
        deadline({ totalMs: 50_000, idleMs: 50_000 }),
        reduce((sum) => sum + 1, 0),
      )
      .subscribe((sum) => (count = sum));
    expect(count).toBe(1_000_000);
    let last = 0;
    range(0, Number.POSITIVE_INFINITY)
      .pipe(deadline({ totalMs: 50_000 }), take(3))
      .subscribe((value) => (last = value));
    expect(last).toBe(2);
  });

  it('should refuse limits that a timer cannot keep', () => {
    for (const name of ['firstMs', 'idleMs', 'totalMs']) {
      for (const wrong of [-1, 2 ** 31, Number.NaN]) {
        const message = `expected ${name} to be a number from 0 to 2147483647, got ${wrong}`;
        expect(() => deadline({ [name]: wrong })).toThrow(new RangeError(message));
      }
      for (const right of [0, 2 ** 31 - 1]) expect(() => deadline({ [name]: right })).not.toThrow();
    }
  });
});
