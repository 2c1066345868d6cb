import { concat, defer, ignoreElements, type Observable, of, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { circuitBreaker } from '../../operators/circuitBreaker.js';
import { type FailoverOptions, failover } from '../../operators/failover.js';
import { createCircuit } from '../../src/engine/circuit/createCircuit.js';
import { CallError } from '../../src/errors/CallError.js';
import type { Circuit } from '../../src/types/Circuit.js';
import { marbles } from '../helpers/marbles.js';

const down = new CallError('down', { code: 'server_error', retryable: true, httpStatus: 500 });
const noKey = new CallError('no key', {
  code: 'unauthorized',
  failover: true,
  account: true,
  httpStatus: 401,
});
const busy = new CallError('busy', { code: 'rate_limited', retryable: true, httpStatus: 429 });

/** Opens with the first failure, for 5 ms; closes with the first answer. */
const aCircuit = () => createCircuit({ inARow: 1, openMs: 5, closedAt: 1, random: () => 0 });
const later = <T>(ms: number, call: Observable<T>) =>
  concat(timer(ms).pipe(ignoreElements()) as Observable<T>, call);
/** One that has answered. */
function known(): Circuit {
  const circuit = aCircuit();
  circuit.ended('answered', circuit.started(0), 0);
  return circuit;
}

interface Guarded {
  readonly name: string;
  readonly circuit: Circuit;
  readonly call: Observable<string>;
}

describe('failover among routes with circuits', () => {
  const ask = (routes: readonly Guarded[], options: FailoverOptions) =>
    failover(
      routes,
      ({ circuit, call, name }) =>
        call.pipe(circuitBreaker(circuit, { route: name, scheduler: options.scheduler as never })),
      options,
    );

  it(
    'should pass over a route that is open, and come back to it',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const first = cold('-#', undefined, down);
      const second = cold('-r|');
      const routes = [
        { name: 'one', circuit: aCircuit(), call: first },
        { name: 'two', circuit: aCircuit(), call: second },
      ];
      const call = ask(routes, { scheduler });
      expectObservable(call).toBe('--r|');
      expectObservable(later(3, call)).toBe('----r|');
      expectObservable(later(7, call)).toBe('---------r|');
      expectSubscriptions(first.subscriptions).toBe(['^!', '-------^!']);
    }),
  );

  it(
    'should fail with what every route says when all of them are open',
    marbles(({ cold, expectObservable, scheduler }) => {
      const call = cold('-#', undefined, down);
      const routes = [
        { name: 'one', circuit: known(), call },
        { name: 'two', circuit: known(), call },
      ];
      const asked = ask(routes, { scheduler });
      const failed = expect.objectContaining({ code: 'all_routes_failed', attempts: 2, retryable: true });
      expectObservable(asked).toBe('--#', undefined, failed);
      const open = expect.objectContaining({ code: 'all_routes_failed', attempts: 0, retryAfterMs: 3 });
      expectObservable(later(3, asked)).toBe('---#', undefined, open);
    }),
  );

  it(
    'should fail with the error of the only route',
    marbles(({ cold, expectObservable, scheduler }) => {
      const one = { name: 'one', circuit: known(), call: cold('-#', undefined, down) };
      const asked = ask([one], { scheduler });
      expectObservable(asked).toBe('-#', undefined, down);
      const open = expect.objectContaining({
        code: 'circuit_open',
        attempts: 0,
        route: 'one',
        retryAfterMs: 3,
      });
      expectObservable(later(3, asked)).toBe('---#', undefined, open);
    }),
  );

  it(
    'should wait for the first route that is back, when it is told to, and count all attempts',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const first = cold('-#', undefined, down);
      const answers = [cold('-#', undefined, down), cold('-r|')];
      const routes = [
        { name: 'one', circuit: known(), call: first },
        { name: 'two', circuit: known(), call: inTurn(answers) },
      ];
      expectObservable(ask(routes, { scheduler, whenOpen: 'wait' })).toBe('--------r|');
      // The first one fails as a probe, too, and is open for longer.
      expectSubscriptions(first.subscriptions).toBe(['^!', '------^!']);
      expectSubscriptions(answers[1]?.subscriptions ?? []).toBe('-------^-!');
    }),
  );

  it(
    'should ask with one prompt at a time, each in its turn, while the only route is down',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const circuit = known();
      circuit.ended('failed', circuit.started(0), 0);
      const probe = cold('-#', undefined, down);
      const good = cold('-r|');
      const asked = (call: Observable<string>) =>
        ask([{ name: 'one', circuit, call }], { scheduler, whenOpen: 'wait' });
      // The first fails at 6 and goes to the end of the line; the next probe is 7.5 after the first.
      expectObservable(asked(probe), '14ms !').toBe('');
      expectObservable(asked(good)).toBe('14ms r|');
      expectSubscriptions(probe.subscriptions).toBe('5ms ^!');
      expectSubscriptions(good.subscriptions).toBe('13ms ^-!');
    }),
  );

  it(
    'should not wait for routes that have never answered',
    marbles(({ cold, expectObservable, scheduler }) => {
      const one = { name: 'one', circuit: aCircuit(), call: cold('-#', undefined, down) };
      expectObservable(ask([one], { scheduler, whenOpen: 'wait' })).toBe('-#', undefined, down);
    }),
  );

  it(
    'should not wait while another route may do at the next try',
    marbles(({ cold, expectObservable, scheduler }) => {
      const routes = [
        { name: 'one', circuit: known(), call: cold('-#', undefined, down) },
        { name: 'two', circuit: known(), call: cold('-#', undefined, busy) },
      ];
      const failed = expect.objectContaining({ code: 'all_routes_failed', attempts: 2 });
      expectObservable(ask(routes, { scheduler, whenOpen: 'wait' })).toBe('--#', undefined, failed);
    }),
  );

  it(
    'should wait when the others have no account',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const circuit = known();
      circuit.ended('failed', circuit.started(0), 0);
      const refused = cold('-#', undefined, noKey);
      const routes = [
        { name: 'one', circuit: known(), call: refused },
        { name: 'two', circuit, call: cold('-r|') },
      ];
      expectObservable(ask(routes, { scheduler, whenOpen: 'wait' })).toBe('------r|');
      expectSubscriptions(refused.subscriptions).toBe('^!');
    }),
  );

  it(
    'should leave every line when it is unsubscribed',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      const circuits = [known(), known()];
      for (const circuit of circuits) circuit.ended('failed', circuit.started(0), 0);
      const call = cold('-r|');
      const routes = circuits.map((circuit, index) => ({ name: `${index}`, circuit, call }));
      expectObservable(ask(routes, { scheduler, whenOpen: 'wait' }), '---!').toBe('');
      flush();
      expect(call.subscriptions).toEqual([]);
      // Nobody else is in line before this one, and no timer is left.
      expect(scheduler.actions).toEqual([]);
    }),
  );

  it('should not deepen the stack while twenty thousand wait for a route that answers at once', () => {
    const circuit = known();
    let now = 0;
    const scheduler = { now: () => now, schedule: () => ({ unsubscribe: () => {} }) } as never;
    circuit.ended('failed', circuit.started(0), 0);
    let answered = 0;
    const asked = ask([{ name: 'one', circuit, call: of('r') }], { scheduler, whenOpen: 'wait' });
    for (let n = 0; n < 20_000; n++) asked.subscribe({ complete: () => answered++ });
    expect(answered).toBe(0);
    now = 5;
    circuit.poll(now);
    expect(answered).toBe(20_000);
  });

  it('should pass an error of another kind on, although a circuit is open', () => {
    const one = { name: 'one', circuit: known(), call: throwError(() => new TypeError('a bug')) };
    let caught: unknown;
    ask([one], { whenOpen: 'wait' }).subscribe({ error: (error) => (caught = error) });
    expect(caught).toEqual(new TypeError('a bug'));
  });
});

/** Plays one after the other. */
function inTurn(calls: readonly Observable<string>[]): Observable<string> {
  let next = 0;
  return defer(() => calls[next++] as Observable<string>);
}
