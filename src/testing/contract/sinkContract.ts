import assert from 'node:assert/strict';
import { concat, EMPTY, from, lastValueFrom, map, NEVER, Subject, take, tap, throwError } from 'rxjs';
import { runWith, type Sink } from '../../pipeline/run.js';
import { fromIterable } from '../../sources/fromIterable.js';
import type { Account } from '../../types/Account.js';
import type { Outcome } from '../../types/Outcome.js';
import type { Requirement } from './Requirement.js';
import { readOutcomes as read, turns } from './readOutcomes.js';
import { someOutcome, someOutcomes } from './someOutcomes.js';
import { whileOpen } from './whileOpen.js';

/** A sink to check, and what ends it. */
export interface OpenSink {
  readonly sink: Sink;
  close?(): Promise<void> | void;
}

/**
 * What every sink of a `run` must do: pass each outcome on exactly once, when it has dealt with it.
 *
 * ```ts
 * for (const { title, check } of sinkContract(() => ({ sink: toMyDatabase() }))) it(title, check);
 * ```
 *
 * @param open A new sink.
 * @param openBroken A sink that cannot write, if it can be: it must end in an error.
 */
export function sinkContract(
  open: () => Promise<OpenSink> | OpenSink,
  openBroken?: () => Promise<OpenSink> | OpenSink,
): readonly Requirement[] {
  const withSink = (title: string, check: (sink: Sink) => Promise<void>, opened = open): Requirement =>
    whileOpen(title, opened, ({ sink }) => check(sink));

  return [
    withSink('should pass every outcome on, itself, once and in order, and then end', async (sink) => {
      const outcomes = someOutcomes(5_000);
      const { values, error } = await read(from(outcomes).pipe(sink));
      assert.equal(error, undefined);
      assert.equal(values.length, outcomes.length);
      assert.ok(values.every((value, index) => value === outcomes[index]));
    }),

    withSink('should end where there is nothing to write', async (sink) => {
      assert.deepEqual(await read(EMPTY.pipe(sink)), { values: [], error: undefined });
    }),

    withSink('should pass an outcome on while more may come', async (sink) => {
      const source = new Subject<Outcome>();
      const passed = read(source.pipe(sink, take(2)));
      source.next(someOutcome(0));
      source.next(someOutcome(1));
      assert.equal((await passed).values.length, 2);
      assert.equal(source.observed, false);
    }),

    withSink('should pass on what came before an error of the source, then the error', async (sink) => {
      const broken = new Error('the source broke');
      const { values, error } = await read(
        concat(
          from(someOutcomes(3)),
          throwError(() => broken),
        ).pipe(sink),
      );
      assert.deepEqual([values.length, error], [3, broken]);
    }),

    withSink('should leave its source when unsubscribed, and say nothing more', async (sink) => {
      const source = new Subject<Outcome>();
      let passed = 0;
      const subscription = source.pipe(sink).subscribe(() => passed++);
      source.next(someOutcome(0));
      subscription.unsubscribe();
      const before = passed;
      assert.equal(source.observed, false);
      source.next(someOutcome(1));
      await turns(5);
      assert.equal(passed, before);
    }),

    withSink('should keep the order when each outcome brings the next', async (sink) => {
      const source = new Subject<Outcome>();
      const order: number[] = [];
      const passed = read(
        source.pipe(
          sink,
          tap(({ seq }) => {
            order.push(seq);
            if (seq < 200) source.next(someOutcome(seq + 1));
            else source.complete();
          }),
        ),
      );
      source.next(someOutcome(0));
      assert.equal((await passed).error, undefined);
      assert.deepEqual(order, [...Array(201).keys()]);
    }),

    withSink('should let go of all that it holds, however it ends', async (sink) => {
      let held = 0;
      const account: Account = { hold: () => held++, release: () => held-- };
      const outcomes = from(someOutcomes(50, account));
      await read(outcomes.pipe(sink));
      assert.equal(held, 0);
      await read(outcomes.pipe(sink, take(7)));
      assert.equal(held, 0);
      concat(outcomes, NEVER).pipe(sink).subscribe().unsubscribe();
      assert.equal(held, 0);
    }),

    withSink('should keep the source of a run waiting while it writes', async (sink) => {
      let asked = 0;
      let written = 0;
      let most = 0;
      function* questions() {
        for (; asked < 500; asked++) {
          most = Math.max(most, asked - written);
          yield `Question ${asked}`;
        }
      }
      const count = tap<Outcome>(() => written++);
      const answer = map(({ seq }: { readonly seq: number }) => someOutcome(seq));
      const { rows } = await lastValueFrom(
        runWith({ window: { maxItems: 20 } })(fromIterable(questions()), answer, sink, count),
      );
      assert.deepEqual([rows.total, rows.extra, written], [500, 0, 500]);
      assert.ok(most <= 20, `${most} prompts outstanding where 20 may be`);
    }),

    ...(openBroken === undefined
      ? []
      : [
          withSink(
            'should end in an error when it cannot write, and leave its source',
            async (sink) => {
              const source = new Subject<Outcome>();
              const ended = read(source.pipe(sink));
              for (let seq = 0; source.observed && seq < 10_000; seq++) {
                source.next(someOutcome(seq));
                await turns(1);
              }
              const { values, error } = await ended;
              assert.equal((error as { readonly code?: unknown }).code, 'broken_sink');
              assert.equal(source.observed, false);
              assert.deepEqual(values, [], 'what is not written is not passed on');
            },
            openBroken,
          ),
        ]),
  ];
}
