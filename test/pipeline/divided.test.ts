import fc from 'fast-check';
import { map, Observable, of, pipe, tap, timer, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { chunk } from '../../operators/chunk.js';
import { concurrentMap } from '../../operators/concurrentMap.js';
import { inOrder } from '../../operators/inOrder.js';
import { keep } from '../../operators/keep.js';
import { mapReduce } from '../../operators/mapReduce.js';
import { answerOf } from '../../src/engine/answerOf.js';
import { failureOf } from '../../src/engine/failureOf.js';
import { createLedger } from '../../src/engine/ledger.js';
import { CallError } from '../../src/errors/CallError.js';
import { runWith } from '../../src/pipeline/run.js';
import { fromIterable } from '../../src/sources/fromIterable.js';
import { createTally } from '../../src/telemetry/createTally.js';
import { fakeReply } from '../../src/testing/fakeReply.js';
import type { Outcome } from '../../src/types/Outcome.js';
import type { Prompt } from '../../src/types/Prompt.js';

/** What becomes of a part of a document, by turns. */
interface Fate {
  readonly kind: 'answer' | 'failure' | 'error' | 'drop';
  readonly callMs: number;
}

const course = fc.record({
  /** Words of each document: one to a part. */
  sizes: fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }),
  fates: fc.array(
    fc.record({
      kind: fc.constantFrom<Fate['kind']>('answer', 'answer', 'failure', 'error', 'drop'),
      callMs: fc.nat(6),
    }),
    { minLength: 1, maxLength: 9 },
  ),
  window: fc.integer({ min: 1, max: 6 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
});

const documentsOf = (sizes: readonly number[]) =>
  fromIterable(sizes.map((size, seq) => `${'word-no-1-of-it '.repeat(size - 1)}end ${seq}`));
const divided = chunk({ maxCharacters: 16 });

describe('a run of divided documents', () => {
  it('should write one row for each part, in order, and be exact at every moment', () => {
    fc.assert(
      fc.property(course, ({ sizes, fates, window, concurrency }) => {
        const scheduler = new VirtualTimeScheduler();
        const ledger = createLedger({ maxItems: window });
        const fateOf = ({ seq, part = 0 }: Prompt) => fates[(seq * 5 + part) % fates.length] as Fate;
        const rows: (readonly [number, number])[] = [];
        const expected: (readonly [number, number])[] = [];
        let open = 0;
        let over = false;
        const call = (prompt: Prompt): Observable<Outcome> =>
          new Observable((subscriber) => {
            expect(ledger.awaits(prompt.seq, prompt.part)).toBe(true);
            const { kind, callMs } = fateOf(prompt);
            const said = of(answerOf(prompt, fakeReply('x'))).pipe(
              map((answer) => {
                if (kind === 'error') throw new CallError('no', { code: 'timeout' });
                return answer;
              }),
            );
            return timer(callMs, scheduler).subscribe(() => said.subscribe(subscriber));
          });
        runWith({ ledger, scheduler })(
          documentsOf(sizes),
          pipe(
            divided,
            tap<Prompt>((prompt) => {
              if (fateOf(prompt).kind !== 'drop') {
                open++;
                expected.push([prompt.seq, prompt.part ?? 0]);
              }
            }),
            keep<Prompt>((prompt) => fateOf(prompt).kind !== 'drop'),
            concurrentMap(call, { concurrency }),
          ),
          inOrder<Outcome>(),
          tap<Outcome>(({ seq, prompt: { part = 0 } }) => {
            open--;
            rows.push([seq, part]);
          }),
        ).subscribe({
          complete: () => {
            over = true;
          },
        });
        for (let now = 0; now < 600; now++) {
          scheduler.maxFrames = now;
          scheduler.flush();
          expect(ledger.outstanding).toBe(open);
        }
        expect(rows).toEqual(expected);
        expect([over, ledger.outstanding, ledger.held, ledger.unclaimed, ledger.bytes]).toEqual([
          true,
          0,
          0,
          0,
          0,
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it('should write one row for each document that is reduced, and account for all of its parts', () => {
    fc.assert(
      fc.property(course, ({ sizes, fates, window, concurrency }) => {
        const scheduler = new VirtualTimeScheduler();
        const ledger = createLedger({ maxItems: window });
        const tally = createTally(0);
        const rows: Outcome[] = [];
        let asked = 0;
        let over = false;
        const ask = concurrentMap<Prompt, Outcome>(
          (prompt) => {
            const { kind, callMs } = fates[asked++ % fates.length] as Fate;
            const { content } = prompt.messages[0] as { content: string };
            const outcome =
              kind === 'answer' || content.startsWith('joined')
                ? answerOf(prompt, fakeReply(content))
                : failureOf(prompt, new CallError('no', { code: 'overloaded', retryable: kind === 'error' }));
            return timer(callMs, scheduler).pipe(map(() => outcome));
          },
          { concurrency },
        );
        runWith({ ledger, tally, scheduler })(
          documentsOf(sizes),
          pipe(
            divided,
            mapReduce(ask, {
              reduce: (texts) => [{ role: 'user', content: `joined(${texts.join('|')})` }],
              maxCharacters: 40,
            }),
          ),
          tap<Outcome>((outcome) => rows.push(outcome)),
        ).subscribe({
          complete: () => {
            over = true;
          },
        });
        scheduler.maxFrames = 5_000;
        scheduler.flush();
        expect(rows.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual([...sizes.keys()]);
        for (const outcome of rows) {
          const { parts, failed } = outcome.reduction as NonNullable<Outcome['reduction']>;
          expect(parts).toBe(sizes[outcome.seq]);
          const words = outcome.status === 'ok' ? (outcome.text.match(/word-no-1|end \d/g)?.length ?? 0) : 0;
          // Nothing is missing without being named.
          expect(words + failed.length).toBe(parts);
        }
        const { rows: counted } = tally.snapshot(1);
        expect([counted.total, counted.dropped, counted.extra]).toEqual([sizes.length, 0, 0]);
        expect([over, ledger.outstanding, ledger.held, ledger.unclaimed, ledger.bytes]).toEqual([
          true,
          0,
          0,
          0,
          0,
        ]);
      }),
      { numRuns: 60 },
    );
  });
});
