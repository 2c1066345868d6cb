import {
  concatMap,
  delay,
  filter,
  map,
  mergeMap,
  NEVER,
  Observable,
  type OperatorFunction,
  of,
  Subject,
  take,
  tap,
} from 'rxjs';
import { describe, expect, it } from 'vitest';
import { concurrentMap } from '../../operators/concurrentMap.js';
import { keep } from '../../operators/keep.js';
import { throttle } from '../../operators/throttle.js';
import { answerOf } from '../../src/engine/answerOf.js';
import { createLedger } from '../../src/engine/ledger.js';
import { slidingWindowLimiter } from '../../src/engine/limiter/slidingWindowLimiter.js';
import { CallError } from '../../src/errors/CallError.js';
import { type RunOptions, run, runWith, type Sink } from '../../src/pipeline/run.js';
import { fromIterable } from '../../src/sources/fromIterable.js';
import type { Snapshot } from '../../src/telemetry/Snapshot.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import { fakeReply } from '../../src/testing/fakeReply.js';
import type { Outcome } from '../../src/types/Outcome.js';
import type { Prompt } from '../../src/types/Prompt.js';
import { marbles } from '../helpers/marbles.js';

type Pipeline = OperatorFunction<Prompt, Outcome>;

const textOf = ({ messages }: Prompt) => messages[0]?.content as string;
/** Answers at once with the question's own text. */
const echo = (prompt: Prompt) => of(answerOf(prompt, fakeReply(textOf(prompt))));
const echoing: Pipeline = concurrentMap(echo, { concurrency: 4 });

/** Keeps what reaches the end, in few words. */
function record(): { rows: string[]; sink: Sink } {
  const rows: string[] = [];
  const sink = tap<Outcome>((outcome) =>
    rows.push(`${outcome.seq}${outcome.status === 'ok' ? `:${outcome.text}` : `!${outcome.error.code}`}`),
  );
  return { rows, sink };
}

function finish(running: Observable<Snapshot>): { summary?: Snapshot; error?: Error & { code?: string } } {
  const end: { summary?: Snapshot; error?: Error } = {};
  running.subscribe({
    next: (summary) => {
      end.summary = summary;
    },
    error: (error) => {
      end.error = error;
    },
  });
  return end;
}

describe('run', () => {
  it('should write one row for each prompt and end with the summary', () => {
    const { rows, sink } = record();
    const { summary } = finish(run(fromIterable(['a', 'b', 'c']), echoing, sink));
    expect(rows).toEqual(['0:a', '1:b', '2:c']);
    expect(summary?.rows).toMatchObject({ total: 3, ok: 3, failed: 0 });
    expect(summary?.tokens.prompt).toBe(30);
  });

  it('should take no more from the source than the window, whatever its length', () => {
    const ledger = createLedger({ maxItems: 10 });
    let pulled = 0;
    let most = 0;
    function* questions() {
      for (; pulled < 10_000; pulled++) {
        most = Math.max(most, ledger.outstanding);
        yield `${pulled}`;
      }
    }
    const release = new Subject<void>();
    const slow: Pipeline = mergeMap(
      (prompt) =>
        release.pipe(
          take(1),
          concatMap(() => echo(prompt)),
        ),
      3,
    );
    const running = finish(runWith({ ledger })(fromIterable(questions()), slow));
    expect([pulled <= 11, ledger.outstanding]).toEqual([true, 10]);
    for (let round = 0; round < 10_000 && running.summary === undefined; round++) release.next();
    expect([pulled, most <= 10, running.summary?.rows.total]).toEqual([10_000, true, 10_000]);
  });

  it('should make no value, an error and a callback that throws the Failure of its prompt', () => {
    const { rows, sink } = record();
    const pipeline: Pipeline = concurrentMap(
      (prompt) => {
        const text = textOf(prompt);
        if (text === 'throws') throw new TypeError('boom');
        if (text === 'errors') return new Observable<Outcome>((end) => end.error(new Error('down')));
        if (text === 'refused') {
          return new Observable<Outcome>((end) => end.error(new CallError('429', { code: 'rate_limited' })));
        }
        return text === 'empty' ? of<Outcome>() : echo(prompt);
      },
      { concurrency: 1 },
    );
    const { summary } = finish(
      run(fromIterable(['throws', 'errors', 'refused', 'empty', 'good']), pipeline, sink),
    );
    expect(rows).toEqual(['0!unexpected', '1!unexpected', '2!rate_limited', '3!no_answer', '4:good']);
    expect(summary?.rows).toMatchObject({ ok: 1, failed: 4 });
  });

  it('should count further values and not write them, inside a call and outside', () => {
    const { rows, sink } = record();
    const inside: Pipeline = concurrentMap(
      (prompt) => of(...[1, 2, 3].map(() => answerOf(prompt, fakeReply('x')))),
      {
        concurrency: 1,
      },
    );
    const outside: Pipeline = (source) =>
      source.pipe(
        echoing,
        mergeMap((outcome) => [outcome, outcome]),
      );
    expect(finish(run(fromIterable(['a']), inside, sink)).summary?.rows).toMatchObject({ ok: 1, extra: 2 });
    expect(finish(run(fromIterable(['a']), outside, sink)).summary?.rows).toMatchObject({ ok: 1, extra: 1 });
    expect(rows).toEqual(['0:x', '0:a']);
  });

  it('should label a reply, and an outcome that was made for another prompt', () => {
    const { rows, sink } = record();
    const first = fakePrompt('first', 0);
    const pipeline = concurrentMap(
      (prompt: Prompt) => of(prompt.seq === 0 ? fakeReply('bare') : answerOf(first, fakeReply('shared'))),
      { concurrency: 1 },
    ) as Pipeline;
    finish(run(fromIterable(['a', 'b']), pipeline, sink));
    expect(rows).toEqual(['0:bare', '1:shared']);
  });

  it('should never ask a rejected prompt, and pass its Failure through later stages', () => {
    const { rows, sink } = record();
    const asked: string[] = [];
    const rejected = fakePrompt('', 1, {
      rejection: { code: 'bad_input', message: 'line 2: not JSON' },
      messages: [],
    });
    const twoStages: Pipeline = (source) =>
      source.pipe(
        concurrentMap(
          (prompt) => of({ ...prompt, messages: [{ role: 'user', content: `${textOf(prompt)}!` }] }),
          {
            concurrency: 1,
          },
        ),
        concurrentMap(
          (prompt) => {
            asked.push(textOf(prompt));
            return echo(prompt);
          },
          { concurrency: 1 },
        ),
      );
    finish(run(of(fakePrompt('a', 0), rejected), twoStages, sink));
    expect([rows, asked]).toEqual([['0:a!', '1!bad_input'], ['a!']]);
  });

  it('should ask a later stage once for each prompt, whatever the first one emits', () => {
    const asked: number[] = [];
    const twice: Pipeline = (source) =>
      source.pipe(
        concurrentMap((prompt) => of(prompt, prompt), { concurrency: 1 }),
        concurrentMap(
          (prompt) => {
            asked.push(prompt.seq);
            return echo(prompt);
          },
          { concurrency: 1 },
        ),
      );
    const { summary } = finish(run(fromIterable(['a', 'b']), twice));
    expect([asked, summary?.rows.extra]).toEqual([[0, 1], 2]);
  });

  it('should settle what keep drops, and count it', () => {
    const { rows, sink } = record();
    const pipeline: Pipeline = (source) =>
      source.pipe(
        keep((prompt) => prompt.seq % 2 === 0),
        echoing,
      );
    const { summary } = finish(
      runWith({ window: { maxItems: 1 } })(fromIterable(['a', 'b', 'c']), pipeline, sink),
    );
    expect([rows, summary?.rows.dropped]).toEqual([['0:a', '2:c'], 1]);
  });

  it('should end in an error that names what a stock operator dropped', () => {
    const pipeline: Pipeline = (source) =>
      source.pipe(
        filter((prompt) => prompt.seq !== 1),
        echoing,
      );
    const { error } = finish(run(fromIterable(['a', 'b', 'c']), pipeline));
    expect(error).toMatchObject({ code: 'flow_stalled', oldestSeqs: [1] });
    expect(error?.message).toContain('keep()');
  });

  it(
    'should end when the window stands still because prompts were dropped, but not while somebody holds them',
    marbles(({ cold, expectObservable, scheduler }) => {
      const source = () => new Observable<Prompt>((end) => fromIterable(Array(9).fill('q')).subscribe(end));
      const options: RunOptions = { window: { maxItems: 2 }, stallMs: 10, scheduler };
      const dropping: Pipeline = (prompts) =>
        prompts.pipe(
          filter(() => false),
          echoing,
        );
      const open = cold('a-').pipe(
        concatMap(() => source()),
        mergeMap((prompt) => of(prompt)),
      );
      const stalled = runWith(options)(open, dropping).pipe(map(() => 'summary'));
      expectObservable(stalled).toBe('20ms #', undefined, expect.objectContaining({ code: 'flow_stalled' }));

      const slow: Pipeline = (prompts) =>
        prompts.pipe(
          throttle(slidingWindowLimiter({ requests: 2, windowMs: 50 }), { scheduler }),
          concurrentMap((prompt) => echo(prompt).pipe(delay(50, scheduler)), { concurrency: 1 }),
        );
      const patient = runWith(options)(fromIterable(['a', 'b', 'c']), slow).pipe(map(() => 's'));
      expectObservable(patient).toBe('150ms (s|)');
    }),
  );

  it(
    'should not take a pause of a stock operator for a loss while the source may go on',
    marbles(({ hot, expectObservable, scheduler }) => {
      const source = hot('a----------').pipe(map(() => fakePrompt('q')));
      const pausing: Pipeline = (prompts) => prompts.pipe(delay(95, scheduler), echoing);
      const rows = runWith({ stallMs: 10, scheduler })(source, pausing, tap()).pipe(map(() => 's'));
      expectObservable(rows, '200ms !').toBe('-');
    }),
  );

  it('should stop the intake at the first value of until, and drain', () => {
    const { rows, sink } = record();
    const until = new Subject<void>();
    const release = new Subject<void>();
    const slow: Pipeline = concurrentMap((prompt) => release.pipe(concatMap(() => echo(prompt))), {
      concurrency: 2,
    });
    const ended = finish(
      runWith({ until, window: { maxItems: 2 } })(fromIterable(['a', 'b', 'c', 'd']), slow, sink),
    );
    until.next();
    expect(ended.summary).toBeUndefined();
    release.next();
    release.complete();
    expect([rows, ended.summary?.rows.total]).toEqual([['0:a', '1:b'], 2]);
  });

  it('should end with an account that can pay for nothing more, and write nothing for those not tried', () => {
    const { rows, sink } = record();
    const pipeline: Pipeline = concurrentMap(
      (prompt) =>
        prompt.seq === 0
          ? echo(prompt)
          : new Observable<Outcome>((end) =>
              end.error(new CallError('401', { code: 'unauthorized', account: true })),
            ),
      { concurrency: 1 },
    );
    const { error } = finish(run(fromIterable(['a', 'b', 'c']), pipeline, sink));
    expect([rows, error?.code]).toEqual([['0:a'], 'unauthorized']);
  });

  it('should end with a broken source, a broken sink, a pipeline that throws or does not end in outcomes', () => {
    const broken = new Observable<Prompt>((end) => end.error(new Error('disk gone')));
    expect(finish(run(broken, echoing)).error?.message).toBe('disk gone');
    const full: Sink = tap(() => {
      throw new Error('disk full');
    });
    expect(finish(run(fromIterable(['a']), echoing, full)).error?.message).toBe('disk full');
    const throws: Pipeline = map(() => {
      throw new Error('my bug');
    });
    expect(finish(run(fromIterable(['a']), throws)).error?.message).toBe('my bug');
    const prompts = map((prompt: Prompt) => prompt) as unknown as Pipeline;
    expect(finish(run(fromIterable(['a']), prompts)).error?.code).toBe('bad_pipeline');
  });

  it('should cancel every call when unsubscribed', () => {
    let cancelled = 0;
    const hanging: Pipeline = concurrentMap(() => new Observable<Outcome>(() => () => cancelled++), {
      concurrency: 3,
    });
    run(fromIterable(['a', 'b', 'c', 'd']), hanging)
      .subscribe()
      .unsubscribe();
    expect(cancelled).toBe(3);
  });

  it('should answer a source that pushes, and refuse a position that comes twice', () => {
    const source = new Subject<Prompt>();
    const { rows, sink } = record();
    const ended = finish(run(source, echoing, sink));
    source.next(fakePrompt('a', 5));
    expect(rows).toEqual(['5:a']);
    const hanging: Pipeline = concurrentMap(() => NEVER, { concurrency: 1 });
    const twice = finish(run(of(fakePrompt('a'), fakePrompt('a')), hanging));
    expect(twice.error?.message).toContain('seq 0 twice');
    source.complete();
    expect(ended.summary?.rows.total).toBe(1);
  });

  it('should refuse a stallMs of 0', () => {
    expect(() => runWith({ stallMs: 0 })).toThrow('expected stallMs to be above 0, got 0');
  });
});
