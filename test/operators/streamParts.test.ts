import { concat, delay, NEVER, type Observable, of, throwError, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { CompleteClient } from '../../operators/complete.js';
import { type StreamOptions, stream } from '../../operators/stream.js';
import { memoryCache } from '../../src/cache/memoryCache.js';
import { createCircuit } from '../../src/engine/circuit/createCircuit.js';
import { createHedger } from '../../src/engine/createHedger.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../src/engine/limiter/slidingWindowLimiter.js';
import { createPurse } from '../../src/engine/money/createPurse.js';
import type { CallError } from '../../src/errors/CallError.js';
import { fakeModel, type MarbleHelpers } from '../../src/testing/fakeModel.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import type { MarbleTestHelpers } from '../../src/testing/marbleRunner.js';
import { promptTokens } from '../../src/text/tokens/promptTokens.js';
import type { CallEvent } from '../../src/types/CallEvent.js';
import type { Demand, Limiter, Permit } from '../../src/types/Limiter.js';
import type { Delta } from '../../src/types/Reply.js';
import { aReply } from '../helpers/aReply.js';
import { marbles } from '../helpers/marbles.js';

const delta = (text: string): Delta => ({ type: 'text', text });
const deltas: Record<string, Delta> = {
  a: delta('a'),
  b: delta('b'),
  c: delta('c'),
  e: { type: 'end', reply: aReply() },
};
const twice: Delta = { type: 'end', reply: aReply({ attempts: 2 }) };
const code = (name: string) => expect.objectContaining({ code: name });
const model = (helpers: MarbleTestHelpers, answers: string | string[], name: string, priority = 0) =>
  fakeModel(helpers as MarbleHelpers, answers, { name, priority });
/** A route whose stream is one of these, in turn. */
const route = (name: string, ...streams: readonly Observable<Delta>[]) => {
  let next = 0;
  return {
    name,
    call: () => NEVER,
    stream: () => streams[Math.min(next++, streams.length - 1)] as Observable<Delta>,
  };
};
const ask = (routes: CompleteClient['routes'], options: StreamOptions) =>
  stream({ routes }, { random: () => 0, ...options })(fakePrompt('q'));

describe('the parts of stream', () => {
  it(
    'should hold the first tokens back when told to, and ask the next route when they break off',
    marbles(({ cold, expectObservable, scheduler }) => {
      const cut = cold('a-b-#', deltas, new TypeError('cut'));
      const whole = cold('a-b---(ce|)', deltas);
      expectObservable(ask([route('one', whole)], { scheduler })).toBe('a-b---(ce|)', deltas);
      const one = route('one', cold('a--(be|)', deltas));
      const routes = [one, route('two', cold('-|'))];
      expectObservable(ask(routes, { scheduler, holdBack: { values: 5 } })).toBe('---(abe|)', deltas);
      expectObservable(ask([route('one', cut), one], { scheduler, retry: false })).toBe(
        'a-b-#',
        deltas,
        new TypeError('cut'),
      );
    }),
  );

  it(
    'should begin anew on the next route, and say so, when told to',
    marbles((helpers) => {
      const { cold, expectObservable, scheduler } = helpers;
      const cut = throwErrorAfter(helpers, 'a-');
      const routes = [route('one', cut), { ...route('two', cold('b----(e|)', deltas)), priority: 1 }];
      expectObservable(ask(routes, { scheduler, onPartial: 'restart' })).toBe('a-(rb)-(e|)', {
        ...deltas,
        r: { type: 'restart', reason: 'overloaded' },
        e: twice,
      });
    }),
  );

  it(
    'should wait for a route that is down when told to',
    marbles((helpers) => {
      const { expectObservable, scheduler } = helpers;
      const circuitOf = () => {
        const circuit = createCircuit({ inARow: 1, openMs: 5, random: () => 0 });
        circuit.ended('answered', circuit.started(0), 0);
        circuit.ended('failed', circuit.started(0), 0);
        return circuit;
      };
      const down = () => ({ ...route('one', of(deltas.e as Delta)), circuit: circuitOf() });
      const retry = false as const;
      expectObservable(ask([down()], { scheduler, retry, whenOpen: 'wait' })).toBe('-----(e|)', deltas);
      const refused = expect.objectContaining({ code: 'circuit_open', route: 'one' });
      expectObservable(ask([down()], { scheduler, retry })).toBe('#', {}, refused);
    }),
  );

  it(
    'should choose among equal routes by the chance that it is given',
    marbles((helpers) => {
      const { expectObservable, flush, scheduler } = helpers;
      for (const chance of [0, 0.9]) {
        const routes = ['one', 'two'].map((name) => ({ ...model(helpers, '|', name), weight: 1 }));
        expectObservable(ask(routes, { scheduler, random: () => chance })).toBe('(e|)', {
          e: expect.objectContaining({
            reply: expect.objectContaining({ route: chance === 0 ? 'one' : 'two' }),
          }),
        });
      }
      flush();
    }),
  );

  it(
    'should make a second call of one that is late, while no circuit is open, and tell of it',
    marbles((helpers) => {
      const { cold, expectObservable, scheduler, flush } = helpers;
      const hedger = createHedger({ atLeast: 1, share: 1 });
      hedger.took(3);
      const events: CallEvent[] = [];
      const observe = (event: CallEvent) => void events.push(event);
      const slow = () => route('one', cold('------(ae|)', deltas), cold('-(be|)', deltas));
      expectObservable(ask([slow()], { scheduler, hedge: hedger, observe })).toBe('----(be|)', {
        ...deltas,
        e: twice,
      });
      const circuit = createCircuit({ inARow: 1 });
      circuit.ended('failed', circuit.started(0), 0);
      const spare = { ...route('two', NEVER), circuit, priority: 1 };
      expectObservable(ask([slow(), spare], { scheduler, hedge: hedger })).toBe('------(ae|)', deltas);
      flush();
      expect(events.filter(({ type }) => type === 'hedge')).toEqual([{ type: 'hedge', afterMs: 3 }]);
    }),
  );

  it(
    'should tell whoever observes the client of look-ups, permits and retries, or whom it is told',
    marbles((helpers) => {
      const { expectObservable, scheduler, flush } = helpers;
      const heard: Record<string, CallEvent[]> = { client: [], own: [] };
      const observer = (name: string) => (event: CallEvent) => void heard[name]?.push(event);
      const retry = { jitter: 'none', initialDelayMs: 2 } as const;
      for (const own of [false, true]) {
        const client = { routes: [model(helpers, ['4', '(a|)'], 'one')], observe: observer('client') };
        const options = { scheduler, retry, cache: memoryCache(), limiter: gcraLimiter({}) };
        const asking = stream(client, own ? { ...options, observe: observer('own') } : options);
        expectObservable(asking(fakePrompt('q'))).toBe('--(ae|)', { a: delta('a'), e: expect.anything() });
      }
      flush();
      const admit = { type: 'admit', waitMs: 0, waitedFor: 'none' };
      expect(heard.client).toEqual([
        { type: 'cache-lookup', tier: 'memory', result: 'miss' },
        admit,
        { type: 'retry', reason: 'rate_limited', delayMs: 2 },
        admit,
      ]);
      expect(heard.own).toEqual(heard.client);
    }),
  );

  it('should keep answers by the scope of the client', async () => {
    const cache = memoryCache();
    const tiers: unknown[] = [];
    for (const scope of ['one', 'one', 'two', undefined]) {
      const client = { routes: [route('r', of(deltas.e as Delta))], ...(scope !== undefined && { scope }) };
      const last = await new Promise<Delta>((done) =>
        stream(client, { cache })(fakePrompt('q')).subscribe(done),
      );
      tiers.push(last.type === 'end' && last.reply.cached);
    }
    expect(tiers).toEqual([null, 'memory', null, null]);
  });

  it(
    'should give an attempt ten minutes, or as long as it likes when told so, and all of them totalMs',
    marbles(({ expectObservable, scheduler }) => {
      const never = [route('one', NEVER)];
      expectObservable(ask(never, { scheduler, retry: false })).toBe('600s #', {}, code('timeout'));
      const patient = of(deltas.e as Delta).pipe(delay(700_000, scheduler));
      expectObservable(ask([route('one', patient)], { scheduler, deadline: false })).toBe(
        '700s (e|)',
        deltas,
      );
      const busy = throwError(() => code('overloaded'));
      expectObservable(ask([route('one', busy)], { scheduler, totalMs: 10, retry: false })).toBe(
        '#',
        {},
        code('overloaded'),
      );
    }),
  );

  it(
    'should reserve the tokens that it is told, and refuse a wait that ends too late',
    marbles((helpers) => {
      const { expectObservable, scheduler, flush } = helpers;
      const limiter = slidingWindowLimiter({ tokens: 1_000, windowMs: 1_000 });
      const demands: Demand[] = [];
      const enter = limiter.enter.bind(limiter);
      limiter.enter = (waiter, now) => {
        demands.push(waiter.demand);
        return enter(waiter, now);
      };
      const options = { scheduler, limiter, tokens: () => 600, totalMs: 500, retry: false as const };
      const one = [route('one', of(deltas.e as Delta))];
      let held: Permit | undefined;
      enter({ demand: { tokens: 600 }, granted: (permit) => (held = permit), wake() {} }, 0);
      expectObservable(ask(one, options)).toBe('#', {}, code('timeout'));
      flush();
      expect(demands).toEqual([{ tokens: 600 }]);
      held?.release(0);
    }),
  );

  it('should tell a limiter that counts tokens how long a prompt is, and any other nothing', () => {
    const demandsAt = (limiter: Limiter, options: StreamOptions = {}) => {
      const demands: Demand[] = [];
      const enter = limiter.enter.bind(limiter);
      limiter.enter = (waiter, now) => {
        demands.push(waiter.demand);
        return enter(waiter, now);
      };
      const one = [route('one', of(deltas.e as Delta))];
      let failure: unknown;
      ask(one, { limiter, retry: false, ...options }).subscribe({ error: (error) => (failure = error) });
      return failure ?? demands;
    };
    expect(demandsAt(slidingWindowLimiter({ requests: 9 }))).toEqual([{}]);
    const inputTokens = promptTokens(fakePrompt('q'), undefined, false);
    expect(demandsAt(slidingWindowLimiter({ tokens: 9_000 }))).toEqual([{ inputTokens }]);
    expect(String(demandsAt(slidingWindowLimiter({}), { tokens: () => -1 }))).toContain(
      'expected tokens to be',
    );
  });

  it('should take all its time from the scheduler that it is given', () => {
    const scheduler = new VirtualTimeScheduler();
    const heard: string[] = [];
    const said = (name: string) => ({
      next: ({ type }: Delta) => heard.push(`${name} ${type} at ${scheduler.now()}`),
      error: ({ code }: CallError) => heard.push(`${name} ${code} at ${scheduler.now()}`),
    });
    const [never, end] = [route('one', NEVER), route('one', of(deltas.e as Delta))];
    const limiter = slidingWindowLimiter({ requests: 1, windowMs: 1_000 });
    const retry = false as const;
    ask([end], { scheduler, limiter, retry }).subscribe(said('first'));
    ask([end], { scheduler, limiter, retry, totalMs: 5_000 }).subscribe(said('second'));
    ask([end], { scheduler, limiter, retry, totalMs: 500 }).subscribe(said('late'));
    ask([never], { scheduler, retry, totalMs: 7_000 }).subscribe(said('total'));
    ask([never], { scheduler, retry, deadline: { firstMs: 3_000 } }).subscribe(said('token'));
    const circuit = createCircuit({ inARow: 1, openMs: 2_000, random: () => 0 });
    circuit.ended('answered', circuit.started(0), 0);
    circuit.ended('failed', circuit.started(0), 0);
    ask([{ ...end, circuit }], { scheduler, retry, whenOpen: 'wait' }).subscribe(said('circuit'));
    scheduler.flush();
    expect(heard).toEqual([
      'first end at 0',
      'late timeout at 500',
      'second end at 1000',
      'circuit end at 2000',
      'token timeout at 3000',
      'total timeout at 7000',
    ]);
  });

  it(
    'should refuse a wait that would end after totalMs, which begins with the call',
    marbles(({ cold, expectObservable, scheduler }) => {
      const limiter = slidingWindowLimiter({ requests: 1, windowMs: 1_000 });
      limiter.enter({ demand: {}, granted() {}, wake() {} }, 0);
      const options = { scheduler, limiter, totalMs: 500, retry: false as const };
      const late = ask([route('one', of(deltas.e as Delta))], options);
      const told = expect.objectContaining({ code: 'timeout', message: 'no whole answer within 500 ms' });
      expectObservable(concat(cold<Delta>('400ms |'), late)).toBe('400ms #', {}, told);
      expectObservable(concat(cold<Delta>('600ms |'), late)).toBe('1s (e|)', deltas);
    }),
  );

  it(
    'should say that nobody knows what a route costs, when money is limited',
    marbles(({ expectObservable, scheduler }) => {
      const budget = createPurse({ capUsd: 1 });
      expectObservable(ask([route('one', of(deltas.e as Delta))], { scheduler, budget, retry: false })).toBe(
        '#',
        {},
        expect.objectContaining({
          code: 'unknown_price',
          attempts: 0,
          message: 'the route one does not say what a call costs: give it a quote()',
        }),
      );
    }),
  );
});

/** A stream that a 503 breaks off. */
function throwErrorAfter(helpers: MarbleTestHelpers, marble: string): Observable<Delta> {
  return model(helpers, `${marble}5`, 'one').stream(fakePrompt('q'));
}
