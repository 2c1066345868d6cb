import {
  asyncScheduler,
  type MonoTypeOperatorFunction,
  Observable,
  type OperatorFunction,
  type SchedulerLike,
  takeUntil,
  tap,
} from 'rxjs';
import { createLedger, type Ledger } from '../engine/ledger.js';
import type { Window } from '../engine/room.js';
import { createTally, type Tally } from '../telemetry/createTally.js';
import type { Snapshot } from '../telemetry/Snapshot.js';
import type { Outcome } from '../types/Outcome.js';
import type { Prompt } from '../types/Prompt.js';
import { accountOn } from './accountOn.js';
import { failWhenStalled } from './failWhenStalled.js';
import { onePerPrompt } from './onePerPrompt.js';
import { openOn } from './openOn.js';

/** Options of {@link runWith}. */
export interface RunOptions {
  /** Accounts for what is outstanding; share it with whoever shows it. Default: a new one over `window`. */
  readonly ledger?: Ledger;
  /** Bounds what is outstanding. Give it the concurrency at least. Default 1,000 prompts and 64 MiB. */
  readonly window?: Window;
  /** Counts what happens; share it with the client to see attempts too. Default: one of its own. */
  readonly tally?: Tally;
  /** Its first value stops the intake; what is outstanding is drained, and the run completes. */
  readonly until?: Observable<unknown>;
  /** How long nothing may move, in milliseconds, before prompts count as lost. Default 60,000. */
  readonly stallMs?: number;
  /** Default `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
}

/** A stage of the end of a run: passes every outcome on once it has dealt with it. */
export type Sink = MonoTypeOperatorFunction<Outcome>;

/**
 * Pulls prompts from `source` through `pipeline` into `sinks` and emits the summary at the end. No more than the
 * window is ever in memory, and every prompt ends in one outcome: a bad row, a call that fails or says nothing is a
 * Failure. Only a broken source, sink or pipeline, and an account that can pay for nothing more, end it with an
 * error. Unsubscribing cancels everything.
 *
 * @example
 * run(fromLines('prompts.txt'), complete(client), toJsonl('answers.jsonl')).subscribe(console.log);
 */
export function run(
  source: Observable<Prompt>,
  pipeline: OperatorFunction<Prompt, Outcome>,
  ...sinks: readonly Sink[]
): Observable<Snapshot> {
  return runWith({})(source, pipeline, ...sinks);
}

/** {@link run} with options. */
export function runWith({
  window,
  ledger: givenLedger,
  tally: given,
  until,
  stallMs = 60_000,
  scheduler = asyncScheduler,
}: RunOptions): typeof run {
  if (!(stallMs > 0)) throw new RangeError(`expected stallMs to be above 0, got ${stallMs}`);
  return (source, pipeline, ...sinks) =>
    new Observable<Snapshot>((destination) => {
      const tally = given ?? createTally();
      const ledger = givenLedger ?? createLedger(window);
      let sourceDone = false;

      const prompts = openOn(accountOn(ledger, tally), source).pipe(
        until === undefined ? (all) => all : takeUntil(until),
        tap({
          complete: () => {
            sourceDone = true;
          },
        }),
      );
      const outcomes = prompts.pipe(pipeline, onePerPrompt(ledger, tally));
      const written = sinks.reduce((stream, sink) => stream.pipe(sink), outcomes);

      return written
        .pipe(failWhenStalled({ ledger, stallMs, scheduler, waits: () => sourceDone || !ledger.hasRoom }))
        .subscribe({
          next: (outcome) => {
            ledger.settle(outcome.seq, outcome.prompt.part);
            tally.count(outcome);
          },
          error: (error) => destination.error(error),
          complete: () => {
            destination.next(tally.snapshot());
            destination.complete();
          },
        });
    });
}
