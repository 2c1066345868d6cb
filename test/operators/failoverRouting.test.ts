import { concat, concatWith, EMPTY, ignoreElements, type Observable, of, throwError, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { circuitBreaker } from '../../operators/circuitBreaker.js';
import { failover } from '../../operators/failover.js';
import { createCircuit } from '../../src/engine/circuit/createCircuit.js';
import type { Routing } from '../../src/engine/routing/createRouting.js';
import { AllRoutesFailedError } from '../../src/errors/AllRoutesFailedError.js';
import { CallError } from '../../src/errors/CallError.js';
import { CircuitOpenError } from '../../src/errors/CircuitOpenError.js';
import type { Circuit } from '../../src/types/Circuit.js';
import type { Delta } from '../../src/types/Reply.js';
import { marbles } from '../helpers/marbles.js';

const down = new CallError('down', { code: 'server_error', retryable: true, httpStatus: 500 });
const late = new CallError('late', { code: 'timeout', retryable: true, failover: true });

interface Callable {
  readonly name: string;
  readonly circuit?: Circuit;
  readonly call: Observable<string>;
}

/** Goes by the list, and notes what it is told. */
function noting(routes: readonly Callable[]) {
  const notes: unknown[][] = [];
  const routing: Routing<Callable> = {
    routes,
    pick: (failed, now) => {
      notes.push(['pick', [...(failed?.keys() ?? [])].map(({ name }) => name).join(), now]);
      return routes.find((route) => !failed?.has(route));
    },
    started: ({ name }) => notes.push(['started', name]),
    ended: ({ name }, said, now) => notes.push(['ended', name, said, now]),
  };
  return { routing, notes };
}
/** Opens with the first failure, for 5 ms. */
function aCircuit(hasAnswered = true): Circuit {
  const circuit = createCircuit({ inARow: 1, openMs: 5, closedAt: 1, random: () => 0 });
  if (hasAnswered) circuit.ended('answered', circuit.started(0), 0);
  return circuit;
}
const fail = (circuit: Circuit, now: number) => circuit.ended('failed', circuit.started(now), now);
const pause = (ms: number) => timer(ms).pipe(ignoreElements()) as Observable<never>;

describe('failover by a routing', () => {
  it(
    'should tell it which route was asked, and what it said last and when',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      const one = { name: 'one', call: cold('-x-#', undefined, down) };
      const two = { name: 'two', call: cold('-y-z|') };
      const { routing, notes } = noting([one, two]);
      const call = failover(routing, ({ call }) => call, { scheduler, onPartial: 'restart' });
      expectObservable(call).toBe('-x--y-z|');
      flush();
      expect(notes).toEqual([
        ['pick', '', 0],
        ['started', 'one'],
        ['ended', 'one', down, 3],
        ['pick', 'one', 3],
        ['started', 'two'],
        ['ended', 'two', 'z', 7],
      ]);
    }),
  );

  it(
    'should tell it of a call that is cancelled, once, and not what another route had said',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      const one = { name: 'one', call: cold('x-#', undefined, down) };
      const two = { name: 'two', call: cold('---|') };
      const { routing, notes } = noting([one, two]);
      const call = failover(routing, ({ call }) => call, { scheduler, onPartial: 'restart' });
      expectObservable(call).toBe('x----|');
      expectObservable(call, '-!').toBe('x');
      flush();
      expect(notes.filter(([what]) => what === 'ended')).toEqual([
        ['ended', 'one', undefined, 1],
        ['ended', 'one', down, 2],
        ['ended', 'two', undefined, 5],
      ]);
    }),
  );
});

describe('failover by circuits, of calls that do not look at them', () => {
  const ask = (routes: readonly Callable[], options = {}) => failover(routes, ({ call }) => call, options);

  it('should not ask a route whose circuit is open, and say of it how long it is', () => {
    const circuit = aCircuit();
    fail(circuit, 0);
    const scheduler = { now: () => 2 } as never;
    const asked: string[] = [];
    const noted = (name: string, call: Observable<string>) => ({ name, call: concat(of(name), call) });
    const routes = [
      { circuit, ...noted('open', EMPTY) },
      { circuit: aCircuit(), ...noted('closed', EMPTY) },
      noted('none', EMPTY),
    ];
    ask(routes, { scheduler }).subscribe((name) => asked.push(name));
    expect(asked).toEqual(['closed']);
    let failure: unknown;
    const bad = { name: 'bad', call: throwError(() => down) };
    ask([{ circuit, ...noted('open', EMPTY) }, bad], { scheduler }).subscribe({
      error: (error) => (failure = error),
    });
    expect(failure).toBeInstanceOf(AllRoutesFailedError);
    const { errors } = failure as AllRoutesFailedError;
    expect(errors.map(({ code, route, retryAfterMs }) => [code, route, retryAfterMs])).toEqual([
      ['server_error', null, null],
      ['circuit_open', 'open', 3],
    ]);
  });

  it('should name each route once, also one that failed and is open since', () => {
    const circuits = [aCircuit(), aCircuit()];
    const routes = circuits.map((circuit, index) => ({
      name: `${index}`,
      circuit,
      call: throwError(() => down).pipe(circuitBreaker<string>(circuit)),
    }));
    let failure: unknown;
    ask(routes).subscribe({ error: (error) => (failure = error) });
    expect((failure as AllRoutesFailedError).errors).toEqual([down, down]);
  });

  it('should take a route that says it is open for one that failed, when its circuit says nothing of it', () => {
    const refused = throwError(() => new CircuitOpenError(5));
    for (const circuit of [undefined, aCircuit()]) {
      const route = (name: string) => ({ name, call: refused, ...(circuit && { circuit }) });
      let failure: unknown;
      ask([route('one'), route('two')]).subscribe({ error: (error) => (failure = error) });
      expect((failure as AllRoutesFailedError).errors).toHaveLength(2);
    }
  });

  it(
    'should come back to a route that was refused as its turn came, once that is there again',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const circuit = aCircuit();
      const answers = cold('-r|');
      // As behind a limiter: it opens while the call waits for its permit.
      const waiting = pause(2).pipe(concatWith(answers.pipe(circuitBreaker<string>(circuit, { scheduler }))));
      const routes = [
        { name: 'one', circuit, call: waiting },
        { name: 'two', call: cold('------#', undefined, late) },
      ];
      scheduler.schedule(() => fail(circuit, 1), 1);
      expectObservable(ask(routes, { scheduler })).toBe('-----------r|');
      expectSubscriptions(answers.subscriptions).toBe('----------^-!');
    }),
  );

  it(
    'should wait when one of those that are down has answered before',
    marbles(({ cold, expectObservable, scheduler }) => {
      const circuits = [aCircuit(false), aCircuit(true)];
      for (const circuit of circuits) fail(circuit, 0);
      const call = cold('-r|');
      const routes = circuits.map((circuit, index) => ({ name: `${index}`, circuit, call }));
      expectObservable(ask(routes, { scheduler, whenOpen: 'wait' })).toBe('------r|');
    }),
  );

  it(
    'should say that a stream begins anew before it waits, and for which error',
    marbles(({ cold, expectObservable, scheduler }) => {
      const deltas: Record<string, Delta> = {
        a: { type: 'text', text: 'a' },
        b: { type: 'text', text: 'b' },
        r: { type: 'restart', reason: 'server_error' },
        s: { type: 'restart', reason: 'timeout' },
      };
      const streams = {
        one: [cold('-a-#', deltas, down), cold('-b|', deltas)],
        two: [cold('-b-#', deltas, late)],
      };
      const asked = { one: 0, two: 0 };
      const routes = (['one', 'two'] as const).map((name) => ({ name, circuit: aCircuit() }));
      const call = failover(
        routes,
        ({ name, circuit }) =>
          (streams[name][asked[name]++] as Observable<Delta>).pipe(circuitBreaker(circuit, { scheduler })),
        { scheduler, whenOpen: 'wait', onPartial: 'restart' },
      );
      expectObservable(call).toBe('-a-rb-s--b|', deltas);
    }),
  );
});
