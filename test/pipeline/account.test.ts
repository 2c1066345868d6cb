import fc from 'fast-check';
import {
  concat,
  delayWhen,
  EMPTY,
  ignoreElements,
  NEVER,
  Observable,
  of,
  pipe,
  Subject,
  tap,
  throwError,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { concurrentMap } from '../../operators/concurrentMap.js';
import { inOrder } from '../../operators/inOrder.js';
import { keep } from '../../operators/keep.js';
import { answerOf } from '../../src/engine/answerOf.js';
import { createLedger } from '../../src/engine/ledger.js';
import { CallError } from '../../src/errors/CallError.js';
import { runWith } from '../../src/pipeline/run.js';
import { fromIterable } from '../../src/sources/fromIterable.js';
import { createTally } from '../../src/telemetry/createTally.js';
import { fakeReply } from '../../src/testing/fakeReply.js';
import type { Outcome } from '../../src/types/Outcome.js';
import type { Prompt } from '../../src/types/Prompt.js';

/** What becomes of one prompt. */
interface Fate {
  readonly kind: 'answer' | 'several' | 'none' | 'error' | 'throw' | 'drop' | 'reject';
  /** Before its call says anything, and before the sink lets its outcome pass; 0: at once. */
  readonly callMs: number;
  readonly sinkMs: number;
}

const soon = fc.oneof(fc.constant(0), fc.nat(8));
const fate: fc.Arbitrary<Fate> = fc.record({
  kind: fc.constantFrom('answer', 'several', 'none', 'error', 'throw', 'drop', 'reject'),
  callMs: soon,
  sinkMs: soon,
});
const course = fc.record({
  fates: fc.array(fate, { maxLength: 40, size: 'max' }),
  window: fc.integer({ min: 1, max: 12 }),
  concurrency: fc.integer({ min: 1, max: 6 }),
  ordered: fc.boolean(),
  /** When the intake is stopped, and when everything is cancelled. */
  stopAt: fc.option(fc.nat(30)),
  cancelAt: fc.option(fc.nat(30)),
});

describe('the account of a run', () => {
  it('should be exact at every moment, whatever becomes of the prompts and whoever stops them', () => {
    fc.assert(
      fc.property(course, ({ fates, window, concurrency, ordered, stopAt, cancelAt }) => {
        const scheduler = new VirtualTimeScheduler();
        const ledger = createLedger({ maxItems: window });
        const tally = createTally(0);
        const stop = new Subject<void>();
        const fateOf = ({ seq }: { seq: number }) => fates[seq] as Fate;
        const rows: number[] = [];
        let taken = 0;
        let dropped = 0;
        let calls = 0;
        let over = false;

        const call = (prompt: Prompt): Observable<Outcome> => {
          const { kind, callMs } = fateOf(prompt);
          if (kind === 'throw') throw new Error('a project that throws');
          const answer = of(answerOf(prompt, fakeReply('yes')));
          const said = {
            several: concat(answer, answer, answer),
            none: EMPTY,
            error: throwError(() => new CallError('no', { code: 'timeout' })),
          }[kind as string];
          const quiet = callMs === 0 ? EMPTY : timer(callMs, scheduler).pipe(ignoreElements());
          return new Observable((subscriber) => {
            calls++;
            subscriber.add(() => calls--);
            return concat(quiet, said ?? answer).subscribe(subscriber);
          });
        };
        const source = fromIterable(
          fates.map(({ kind }, n) => (kind === 'reject' ? (17 as never) : `prompt ${n}`)),
        );
        const pipeline = pipe(
          tap<Prompt>(() => taken++),
          keep<Prompt>((prompt) => {
            if (fateOf(prompt).kind !== 'drop') return true;
            dropped++;
            return false;
          }),
          concurrentMap(call, { concurrency }),
        );
        const slowSink = delayWhen<Outcome>((outcome) => {
          const { sinkMs } = fateOf(outcome);
          return sinkMs === 0 ? of(0) : timer(sinkMs, scheduler);
        });
        const sinks = [
          ...(ordered ? [inOrder<Outcome>()] : []),
          slowSink,
          tap<Outcome>(({ seq }) => rows.push(seq)),
        ];
        const running = runWith({ ledger, tally, until: stop, scheduler })(
          source,
          pipeline,
          ...sinks,
        ).subscribe({
          complete: () => {
            over = true;
          },
        });

        const look = () => {
          const { outstanding, settled, unclaimed } = ledger;
          const exact = outstanding === taken - dropped - rows.length && settled === dropped + rows.length;
          const bounded = unclaimed <= outstanding && outstanding <= window && calls <= outstanding;
          if (exact && bounded && calls <= concurrency && new Set(rows).size === rows.length) return;
          expect.fail(JSON.stringify({ taken, dropped, rows, outstanding, settled, unclaimed, calls }));
        };
        look();
        for (let now = 0; now < 400; now++) {
          if (now === stopAt) stop.next();
          if (now === cancelAt) running.unsubscribe();
          scheduler.maxFrames = now;
          scheduler.flush();
          look();
        }
        if (cancelAt === null || over) {
          expect([over, ledger.outstanding, ledger.held, ledger.unclaimed, ledger.bytes]).toEqual([
            true,
            0,
            0,
            0,
            0,
          ]);
        }
        expect(calls).toBe(0);
        expect(running.closed).toBe(true);
        if (stopAt === null && cancelAt === null) expect(rows.length).toBe(fates.length - dropped);
        const { total, dropped: counted } = tally.snapshot(1).rows;
        expect([total, counted]).toEqual([rows.length, dropped]);
      }),
      { numRuns: 300 },
    );
  });

  it('should tell a prompt that never comes out from one that takes its time', () => {
    const scheduler = new VirtualTimeScheduler();
    const ledger = createLedger();
    let error: { code?: string } | undefined;
    const hanging = concurrentMap<Prompt, Outcome>(() => NEVER, { concurrency: 1 });
    const running = runWith({ ledger, scheduler, stallMs: 10 })(fromIterable(['a', 'b']), hanging).subscribe({
      error: (thrown) => {
        error = thrown;
      },
    });
    scheduler.maxFrames = 1_000;
    scheduler.flush();
    expect([error, ledger.outstanding, ledger.held]).toEqual([undefined, 2, 2]);
    running.unsubscribe();
    expect(ledger.held).toBe(0);
  });
});
