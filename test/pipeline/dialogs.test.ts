import fc from 'fast-check';
import { map, type Observable, pipe, tap, timer, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { concurrentMap } from '../../operators/concurrentMap.js';
import { dialog } from '../../operators/dialog.js';
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

const course = fc.record({
  /** The conversation of each prompt; 0 is none. */
  keys: fc.array(fc.nat(4), { maxLength: 40, size: 'max' }),
  fates: fc.array(
    fc.record({
      kind: fc.constantFrom<'answer' | 'failure' | 'error'>('answer', 'answer', 'failure', 'error'),
      callMs: fc.nat(6),
    }),
    { minLength: 1, maxLength: 9 },
  ),
  window: fc.integer({ min: 1, max: 6 }),
  concurrency: fc.integer({ min: 1, max: 4 }),
  maxTokens: fc.integer({ min: 10, max: 200 }),
  summarize: fc.boolean(),
});

describe('a run of conversations', () => {
  it('should write one row for each prompt, keep the turns of each in order, and be exact at every moment', () => {
    fc.assert(
      fc.property(course, ({ keys, fates, window, concurrency, maxTokens, summarize }) => {
        const scheduler = new VirtualTimeScheduler();
        const ledger = createLedger({ maxItems: window });
        const tally = createTally(0);
        const rows: Outcome[] = [];
        const busy = new Set<unknown>();
        let open = 0;
        let calls = 0;
        let over = false;
        const call = (prompt: Prompt): Observable<Outcome> => {
          const key = prompt.input?.conversation ?? prompt.id;
          expect(ledger.awaits(prompt.seq)).toBe(true);
          // One at a time.
          expect(busy.has(key)).toBe(false);
          busy.add(key);
          const { kind, callMs } = fates[calls++ % fates.length] as (typeof fates)[number];
          return timer(callMs, scheduler).pipe(
            map(() => {
              busy.delete(key);
              if (kind === 'error') throw new CallError('no', { code: 'timeout' });
              if (kind === 'failure') return failureOf(prompt, new CallError('no', { code: 'overloaded' }));
              const said = prompt.messages.map(({ content }) => content).join(' ');
              return answerOf(prompt, fakeReply(`<${(said.match(/q\d+/g) ?? []).join(',')}>`));
            }),
          );
        };
        runWith({ ledger, tally, scheduler })(
          fromIterable(
            keys.map((key, n) => ({ prompt: `q${n}`, ...(key > 0 && { conversation: `${key}` }) })),
          ),
          pipe(
            tap<Prompt>(() => open++),
            dialog(concurrentMap(call, { concurrency }), { maxTokens, summarize }),
          ),
          tap<Outcome>((outcome) => {
            open--;
            rows.push(outcome);
          }),
        ).subscribe({
          complete: () => {
            over = true;
          },
        });
        for (let now = 0; now < 700; now++) {
          scheduler.maxFrames = now;
          scheduler.flush();
          expect(ledger.outstanding).toBe(open);
        }
        expect(rows.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(keys.map((_, n) => n));
        for (const key of [1, 2, 3, 4]) {
          const turns = rows.filter(({ prompt }) => prompt.input?.conversation === `${key}`);
          expect(turns.map(({ seq }) => seq)).toEqual(keys.flatMap((one, n) => (one === key ? [n] : [])));
          for (const turn of turns) {
            expect(turn.prompt.messages).toEqual([{ role: 'user', content: `q${turn.seq}` }]);
            if (turn.status === 'error') continue;
            const asked = turns.filter(({ seq, status }) => seq < turn.seq && status === 'ok');
            // Nothing that was said elsewhere, or whose turn failed, is ever sent.
            const known = new Set([...asked.map(({ seq }) => `q${seq}`), `q${turn.seq}`]);
            for (const said of turn.text.match(/q\d+/g) ?? []) expect(known).toContain(said);
            expect(turn.text).toContain(`q${turn.seq}`);
          }
        }
        const { rows: counted } = tally.snapshot(1);
        expect([counted.total, counted.dropped, counted.extra]).toEqual([keys.length, 0, 0]);
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
