import { concat, EMPTY, ignoreElements, NEVER, type Observable, of, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { circuitBreaker } from '../../operators/circuitBreaker.js';
import { type CircuitOptions, createCircuit } from '../../src/engine/circuit/createCircuit.js';
import { CallError } from '../../src/errors/CallError.js';
import { marbles } from '../helpers/marbles.js';

const down = new CallError('down', { code: 'server_error', retryable: true, httpStatus: 500 });
const busy = new CallError('busy', { code: 'rate_limited', retryable: true, httpStatus: 429 });
/** Opens after two failures, for 5 ms; closes with the first answer. */
const make = (options: CircuitOptions = {}) =>
  createCircuit({ inARow: 2, openMs: 5, closedAt: 1, random: () => 0, ...options });
/** Subscribes so many milliseconds later. */
const later = <T>(ms: number, call: Observable<T>) =>
  concat(timer(ms).pipe(ignoreElements()) as Observable<T>, call);

describe('circuitBreaker', () => {
  it(
    'should pass never, empty, one and many values and errors on, and unsubscribe',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const guarded = circuitBreaker<string>(make(), { scheduler });
      for (const marble of ['-', '--|', '--a|', '-a-b-c|', '-a-#']) {
        expectObservable(cold(marble).pipe(guarded)).toBe(marble);
      }
      const call = cold('--a--b|');
      expectObservable(call.pipe(guarded), '---!').toBe('--a');
      expectSubscriptions(call.subscriptions).toBe('^--!');
    }),
  );

  it('should tell the circuit once how a call went, also one that was a probe', () => {
    let now = 0;
    const scheduler = { now: () => now } as never;
    const circuit = make({ closedAt: 3 });
    for (let n = 0; n < 2; n++) circuit.ended('failed', circuit.started(now), now);
    now = 5;
    of('a').pipe(circuitBreaker<string>(circuit, { scheduler })).subscribe();
    // It was told of one answer: two may go now, and no third.
    const under = Array.from({ length: 3 }, () => {
      let failure: unknown;
      NEVER.pipe(circuitBreaker<string>(circuit, { scheduler })).subscribe({
        error: (error) => (failure = error),
      });
      return failure === undefined;
    });
    expect(under).toEqual([true, true, false]);
  });

  it('should be nothing without a circuit', () => {
    const call = of('a');
    expect(circuitBreaker(undefined)(call)).toBe(call);
  });

  it(
    'should fail at once while the circuit is open, ask once when its time is over, and close again',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const guarded = circuitBreaker<string>(make(), { scheduler, route: 'one' });
      const bad = cold('--#', undefined, down);
      const good = cold('-a|');
      expectObservable(bad.pipe(guarded)).toBe('--#', undefined, down);
      expectObservable(bad.pipe(guarded)).toBe('--#', undefined, down);
      const refused = (retryAfterMs: number | null) =>
        expect.objectContaining({
          ...{ code: 'circuit_open', attempts: 0, retryable: true, failover: true, unbilled: true },
          ...{ retryAfterMs, route: 'one' },
        });
      expectObservable(later(4, good.pipe(guarded))).toBe('----#', undefined, refused(3));
      expectObservable(later(7, good.pipe(guarded))).toBe('--------a|');
      expectObservable(later(8, good.pipe(guarded))).toBe('--------#', undefined, refused(null));
      expectObservable(later(10, good.pipe(guarded))).toBe('-----------a|');
      expectSubscriptions(good.subscriptions).toBe(['-------^-!', '----------^-!']);
    }),
  );

  it(
    'should wait in line while the circuit is open, when it is told to, and follow the probe',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const circuit = make();
      const guarded = circuitBreaker<string>(circuit, { scheduler, whenOpen: 'wait' });
      expectObservable(cold('--#', undefined, down).pipe(guarded)).toBe('--#', undefined, down);
      expectObservable(cold('--#', undefined, down).pipe(guarded)).toBe('--#', undefined, down);
      const probe = cold('--a|');
      const next = cold('--b|');
      expectObservable(later(3, probe.pipe(guarded))).toBe('---------a|');
      expectObservable(later(4, next.pipe(guarded))).toBe('------------b|');
      expectSubscriptions(probe.subscriptions).toBe('-------^--!');
      expectSubscriptions(next.subscriptions).toBe('----------^--!');
    }),
  );

  it(
    'should let the next one probe when the probe is cancelled, or who waits to be it leaves',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const guarded = circuitBreaker<string>(make(), { scheduler, whenOpen: 'wait' });
      expectObservable(cold('#', undefined, down).pipe(guarded)).toBe('#', undefined, down);
      expectObservable(cold('#', undefined, down).pipe(guarded)).toBe('#', undefined, down);
      expectObservable(later(1, cold('a').pipe(guarded)), '---!').toBe('');
      expectObservable(later(2, cold('--a|').pipe(guarded)), '------!').toBe('');
      const third = cold('a|');
      expectObservable(later(3, third.pipe(guarded))).toBe('------a|');
      expectSubscriptions(third.subscriptions).toBe('------^!');
    }),
  );

  it('should count neither refusals nor calls that were unsubscribed', () => {
    const circuit = make();
    const guarded = circuitBreaker(circuit);
    for (let n = 0; n < 5; n++) {
      guarded(throwError(() => busy)).subscribe({ error: () => {} });
      guarded(NEVER).subscribe().unsubscribe();
    }
    expect(circuit.state.name).toBe('closed');
    for (let n = 0; n < 2; n++) guarded(throwError(() => down)).subscribe({ error: () => {} });
    expect(circuit.state.name).toBe('open');
  });

  it('should have told the circuit by the time the error is passed on', () => {
    const circuit = make({ inARow: 1 });
    let seen = '';
    circuitBreaker(circuit)(throwError(() => down)).subscribe({ error: () => (seen = circuit.state.name) });
    expect(seen).toBe('open');
  });

  it('should pass on what a verdict of the user throws, and end the call', () => {
    const circuit = make();
    const verdict = () => {
      throw new TypeError('a bug');
    };
    let caught: unknown;
    circuitBreaker(circuit, { verdict })(throwError(() => down)).subscribe({
      error: (error) => (caught = error),
    });
    expect(caught).toEqual(new TypeError('a bug'));
  });

  it('should take the verdict of the user', () => {
    const circuit = make();
    const guarded = circuitBreaker(circuit, { verdict: () => 'failed' });
    for (let n = 0; n < 2; n++) guarded(throwError(() => busy)).subscribe({ error: () => {} });
    expect(circuit.state.name).toBe('open');
  });

  it('should count an answer once, whoever unsubscribes afterwards', () => {
    const circuit = make();
    circuitBreaker(circuit)(EMPTY).subscribe().unsubscribe();
    expect(circuit.hasAnswered).toBe(true);
  });
});
