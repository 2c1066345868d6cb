import { lastValueFrom, map, of, range, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { restore } from '../../operators/restore.js';
import { DoneRows, markOf } from '../../src/engine/journal/DoneRows.js';
import { promptHash } from '../../src/text/promptHash.js';
import { ACCOUNT, type Account } from '../../src/types/Account.js';
import type { Prompt } from '../../src/types/Prompt.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { marbles } from '../helpers/marbles.js';

const prompts = { a: aPrompt({ seq: 0 }), b: aPrompt({ seq: 1 }), c: aPrompt({ seq: 2 }) };
const rowsFor = (...written: Prompt[]) => {
  const done = new DoneRows();
  for (const prompt of written) done.add(prompt.seq, markOf(promptHash(prompt)), false);
  return done;
};

describe('restore', () => {
  it(
    'should leave out what has its row, and pass never, empty, errors and everything without rows',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('a-b-c-|', prompts);
      expectObservable(source.pipe(restore(rowsFor(prompts.a, prompts.c)))).toBe('--b---|', prompts);
      expectObservable(source.pipe(restore(new DoneRows()))).toBe('a-b-c-|', prompts);
      expectObservable(cold<Prompt>('-').pipe(restore(rowsFor()))).toBe('-');
      expectObservable(cold<Prompt>('-|').pipe(restore(rowsFor()))).toBe('-|');
      expectObservable(cold('a#', prompts).pipe(restore(rowsFor()))).toBe('a#', prompts);
      expectObservable(source.pipe(restore(rowsFor(prompts.a))), '---!').toBe('--b-', prompts);
      expectSubscriptions(source.subscriptions).toBe(['^-----!', '^-----!', '^--!']);
    }),
  );

  it('should refuse a prompt that is not the one of its row, and name it', async () => {
    const changed = aPrompt({
      seq: 1,
      id: 'line-2',
      messages: [{ role: 'user', content: 'Why is it red?' }],
    });
    const warmer = aPrompt({ seq: 1, id: 'mine', params: { temperature: 2 } });
    for (const [prompt, id] of [
      [changed, 'line-2'],
      [warmer, 'mine'],
    ] as const) {
      const run = lastValueFrom(
        range(0, 1).pipe(
          map(() => prompt),
          restore(rowsFor(prompts.b)),
        ),
      );
      await expect(run).rejects.toMatchObject({
        code: 'changed_input',
        seq: 1,
        message: expect.stringContaining(`${id} (seq 1) is not the one`),
      });
    }
  });

  it('should pass over a row also where nobody waits for its prompt', () => {
    const account: Account = { hold() {}, release() {} };
    const passed: unknown[] = [];
    of({ ...prompts.a, [ACCOUNT]: account })
      .pipe(restore(rowsFor(prompts.a)))
      .subscribe({ next: (prompt) => passed.push(prompt), error: (error) => passed.push(error) });
    expect(passed).toEqual([]);
  });

  it('should tell the account that a prompt has its row, which is no drop', () => {
    const told: unknown[] = [];
    const account: Account = { hold() {}, release() {}, drop: (value, why) => told.push([value, why]) };
    const prompt = { ...prompts.a, [ACCOUNT]: account };
    range(0, 1)
      .pipe(
        map(() => prompt),
        restore(rowsFor(prompts.a)),
      )
      .subscribe();
    expect(told).toEqual([[prompt, 'restored']]);
  });

  it('should pass 1,000,000 synchronous values', async () => {
    const left = range(0, 1_000_000).pipe(
      map((seq) => aPrompt({ seq })),
      restore(rowsFor(prompts.a, prompts.b)),
      toArray(),
    );
    expect((await lastValueFrom(left)).length).toBe(999_998);
  });
});
