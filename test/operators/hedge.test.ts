import { concat, defer, finalize, type Observable, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { hedge } from '../../operators/hedge.js';
import { createCircuit } from '../../src/engine/circuit/createCircuit.js';
import { stopReason } from '../../src/engine/stopFor.js';
import { CallError } from '../../src/errors/CallError.js';
import { fakeReply } from '../../src/testing/fakeReply.js';
import type { Hedger } from '../../src/types/Hedger.js';
import { marbles } from '../helpers/marbles.js';

const down = new CallError('down', { code: 'server_error', retryable: true, httpStatus: 500 });

/** Late after 4 ms; as many as one wants. */
function late(options: { take?: boolean; delayMs?: number | undefined } = {}) {
  const { take = true, delayMs = 4 } = options;
  const took: number[] = [];
  const hedger = {
    delayMs: 'delayMs' in options ? options.delayMs : delayMs,
    hedges: 0,
    took: (ms: number) => void took.push(ms),
    began: () => void hedger.begun++,
    take: () => take,
    begun: 0,
  };
  return { hedger: hedger as Hedger & { begun: number }, took };
}

/** The next of them for each subscription. */
function inTurn<T>(...calls: readonly Observable<T>[]): Observable<T> {
  let next = 0;
  return defer(() => calls[next++] as Observable<T>);
}

describe('hedge', () => {
  it(
    'should take the second call when it is first, and cancel the one that was late',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler, flush }) => {
      const { hedger, took } = late();
      const [slow, fast] = [cold('----------a|'), cold('--b-c|')];
      expectObservable(inTurn(slow, fast).pipe(hedge(hedger, { scheduler }))).toBe('------b-c|');
      expectSubscriptions(slow.subscriptions).toBe('^-----!');
      expectSubscriptions(fast.subscriptions).toBe('----^----!');
      flush();
      expect(took).toEqual([6]);
    }),
  );

  it(
    'should keep the first call when its value comes first, and cancel the second',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler, flush }) => {
      const { hedger, took } = late();
      const [first, second] = [cold('-----a--b|'), cold('---c|')];
      expectObservable(inTurn(first, second).pipe(hedge(hedger, { scheduler }))).toBe('-----a--b|');
      expectSubscriptions(second.subscriptions).toBe('----^!');
      flush();
      expect(took).toEqual([5]);
    }),
  );

  it(
    'should pass never, empty, one and many values and errors on that are in time',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      for (const marble of ['--|', '--a|', '-a-b-c|', '--#', '-a-#', '-a-------b|']) {
        const call = cold(marble);
        expectObservable(call.pipe(hedge(late().hedger, { scheduler }))).toBe(marble);
        expectSubscriptions(call.subscriptions).toBe(`^${'-'.repeat(marble.length - 2)}!`);
      }
      const never = cold('-');
      expectObservable(never.pipe(hedge(late().hedger, { scheduler })), '-------!').toBe('-');
      expectSubscriptions(never.subscriptions).toBe(['^------!', '----^--!']);
    }),
  );

  it(
    'should wait for the other when one fails, and fail with the last when both do',
    marbles(({ cold, expectObservable, scheduler }) => {
      const both = (one: string, other: string) =>
        inTurn(cold(one, undefined, down), cold(other, undefined, down)).pipe(
          hedge(late().hedger, { scheduler }),
        );
      expectObservable(both('------#', '-----b|')).toBe('---------b|');
      expectObservable(both('---------b|', '-#')).toBe('---------b|');
      const failed = expect.objectContaining({ code: 'server_error', attempts: 2 });
      expectObservable(both('------#', '-----#')).toBe('---------#', undefined, failed);
      // The loser is gone when the one that was chosen breaks.
      expectObservable(both('--------------a|', '-b-#')).toBe('-----b-#', undefined, failed);
    }),
  );

  it(
    'should make no second call without a budget, before anything is known, and while a circuit is not closed',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler }) => {
      const call = cold('--------a|');
      expectObservable(call.pipe(hedge(late({ take: false }).hedger, { scheduler }))).toBe('--------a|');
      expectObservable(call.pipe(hedge(late({ delayMs: undefined }).hedger, { scheduler }))).toBe(
        '--------a|',
      );
      const circuit = createCircuit({ inARow: 1 });
      circuit.ended('failed', circuit.started(0), 0);
      const circuits = [createCircuit(), circuit];
      expectObservable(call.pipe(hedge(late().hedger, { scheduler, circuits }))).toBe('--------a|');
      expectSubscriptions(call.subscriptions).toBe(['^--------!', '^--------!', '^--------!']);
    }),
  );

  it(
    'should look again whether there is one to be had, and stop looking when a value has come',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler, flush }) => {
      let asked = 0;
      const hedger = { ...late().hedger, took() {}, began() {}, take: () => ++asked === 3 };
      const [slow, fast] = [cold('--------------------a|'), cold('-b|')];
      expectObservable(inTurn(slow, fast).pipe(hedge(hedger, { scheduler }))).toBe('-------------b|');
      expectSubscriptions(slow.subscriptions).toBe('^------------!');
      expectSubscriptions(fast.subscriptions).toBe('------------^-!');
      let refused = 0;
      const never = { ...hedger, take: () => ++refused < 0 };
      expectObservable(cold('------a----------|').pipe(hedge(never, { scheduler }))).toBe(
        '------a----------|',
      );
      flush();
      expect([asked, refused]).toEqual([3, 1]);
    }),
  );

  it(
    'should not spin where calls are known to take no time',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      let asked = 0;
      const hedger = { ...late({ delayMs: 0 }).hedger, took() {}, began() {}, take: () => ++asked < 0 };
      expectObservable(cold('----a|').pipe(hedge(hedger, { scheduler }))).toBe('----a|');
      flush();
      expect(asked).toBe(3);
    }),
  );

  it(
    'should make one while every circuit is closed, and time it from its own beginning',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      const { hedger, took } = late();
      const told: number[] = [];
      const onHedge = (ms: number) => told.push(ms);
      const circuits = [createCircuit(), createCircuit()];
      const call = inTurn(cold('-'), cold('--b|')).pipe(hedge(hedger, { scheduler, circuits, onHedge }));
      expectObservable(concat(cold('---|'), call)).toBe('---------b|');
      flush();
      expect([told, took]).toEqual([[4], [6]]);
    }),
  );

  it(
    'should take a call that completes without a value for the winner',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler, flush }) => {
      const { hedger, took } = late();
      const [first, second] = [cold('------|'), cold('-')];
      expectObservable(inTurn(first, second).pipe(hedge(hedger, { scheduler }))).toBe('------|');
      expectSubscriptions(second.subscriptions).toBe('----^-!');
      flush();
      expect(took).toEqual([6]);
    }),
  );

  it(
    'should abort both and leave no timer when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler, flush }) => {
      const call = cold('---------a|');
      expectObservable(call.pipe(hedge(late().hedger, { scheduler })), '------!').toBe('');
      expectObservable(call.pipe(hedge(late().hedger, { scheduler })), '--!').toBe('');
      expectSubscriptions(call.subscriptions).toBe(['^-----!', '^-!', '----^-!']);
      flush();
      expect(scheduler.actions).toEqual([]);
    }),
  );

  it(
    'should count the call that lost among the attempts, and say why it was stopped',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      const reasons: string[] = [];
      const reply = fakeReply('r');
      const call = inTurn(
        cold<typeof reply>('-').pipe(finalize(() => reasons.push(stopReason()))),
        cold('-(r|)', { r: reply }),
      );
      expectObservable(call.pipe(hedge(late().hedger, { scheduler }))).toBe('-----(r|)', {
        r: { ...reply, attempts: 2 },
      });
      flush();
      expect(reasons).toEqual(['hedged']);
    }),
  );

  it(
    'should tell of second calls, and end with what a listener throws',
    marbles(({ cold, expectObservable, expectSubscriptions, scheduler, flush }) => {
      const told: number[] = [];
      const onHedge = (ms: number) => told.push(ms);
      expectObservable(cold('------a|').pipe(hedge(late().hedger, { scheduler, onHedge }))).toBe('------a|');
      const bug = new TypeError('a bug');
      const call = cold('------a|');
      const thrower = () => {
        throw bug;
      };
      expectObservable(call.pipe(hedge(late().hedger, { scheduler, onHedge: thrower }))).toBe(
        '----#',
        undefined,
        bug,
      );
      expectSubscriptions(call.subscriptions).toBe('^---!');
      flush();
      expect(told).toEqual([4]);
    }),
  );

  it(
    'should make no second call for a listener that unsubscribes',
    marbles(({ cold, expectSubscriptions, scheduler, flush }) => {
      const call = cold('------a|');
      const onHedge = () => subscription.unsubscribe();
      const subscription = call.pipe(hedge(late().hedger, { scheduler, onHedge })).subscribe();
      flush();
      expectSubscriptions(call.subscriptions).toBe('^---!');
    }),
  );

  it('should be nothing without a hedger, and time calls that answer at once', () => {
    const call = of('a');
    expect(hedge(undefined)(call)).toBe(call);
    const { hedger, took } = late();
    const got: string[] = [];
    hedge<string>(hedger)(call).subscribe((value) => got.push(value));
    hedge(hedger)(throwError(() => down)).subscribe({ error: () => got.push('failed') });
    expect([got, took.length, hedger.begun]).toEqual([['a', 'failed'], 1, 2]);
  });
});
