import { from, map, type Observable, range, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { chunk } from '../../operators/chunk.js';
import { failureOf } from '../../src/engine/failureOf.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import { ACCOUNT, type Account } from '../../src/types/Account.js';
import type { Prompt } from '../../src/types/Prompt.js';
import { marbles } from '../helpers/marbles.js';

const LONG = 'One two three. Four five six. Seven.';
const values = { s: fakePrompt('short', 0), l: fakePrompt(LONG, 1) };
const texts = (source: Observable<Prompt>) =>
  source.pipe(
    map(({ seq, part, isLast, messages }) => [seq, part, isLast, messages.at(-1)?.content] as const),
  );
const shown = {
  s: [0, undefined, undefined, 'short'],
  x: [1, 0, false, 'One two three. '],
  y: [1, 1, false, 'Four five six. '],
  z: [1, 2, true, 'Seven.'],
};
const through = (source: Observable<Prompt>) => texts(source.pipe(chunk({ maxCharacters: 20 })));

describe('chunk', () => {
  it(
    'should make parts of a prompt that is too long, and pass never, empty, one that fits and errors',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('s-l----s-|', values);
      expectObservable(through(source)).toBe('s-(xyz)s-|', shown);
      expectObservable(through(cold('-', values))).toBe('-');
      expectObservable(through(cold('-|', values))).toBe('-|');
      expectObservable(through(cold('s#', values))).toBe('s#', shown);
      expectSubscriptions(source.subscriptions).toBe('^--------!');
    }),
  );

  it(
    'should stop when unsubscribed, between two parts too',
    marbles(({ hot, expectObservable, expectSubscriptions }) => {
      const source = hot('s-l-s-|', values);
      expectObservable(through(source), '-!').toBe('s-', shown);
      expectSubscriptions(source.subscriptions).toBe('^!');
    }),
  );

  it('should emit no further part once it is unsubscribed', () => {
    const seen: unknown[] = [];
    through(from([values.l]))
      .pipe(take(2))
      .subscribe(([, part]) => seen.push(part));
    expect(seen).toEqual([0, 1]);
  });

  it('should divide the longest text of the user, repeat what else there is, and say what the whole was', () => {
    const prompt: Prompt = {
      ...fakePrompt('Sum up:'),
      messages: [
        { role: 'system', content: 'A system message that is by far the longest of all' },
        { role: 'user', content: 'Sum up:' },
        { role: 'user', content: LONG, name: 'ann' },
      ],
      params: { temperature: 1 },
      input: { page: 4 },
    };
    const parts: Prompt[] = [];
    from([prompt])
      .pipe(chunk({ maxCharacters: 20 }))
      .subscribe((part) => parts.push(part));
    expect(parts).toHaveLength(3);
    expect(parts[1]).toEqual({
      ...prompt,
      messages: [
        prompt.messages[0],
        prompt.messages[1],
        { role: 'user', content: 'Four five six. ', name: 'ann' },
      ],
      part: 1,
      isLast: false,
      whole: prompt,
    });
    expect(parts[2]?.whole).toBe(prompt);
  });

  it('should leave out parts of nothing but space, and leave alone what has no text or an outcome', () => {
    const spaced = fakePrompt(`Some words here.${'\n'.repeat(60)}`);
    const blank = fakePrompt(' '.repeat(60));
    const picture = { ...fakePrompt(''), messages: [{ role: 'user', content: [{ type: 'image' }] }] };
    const rejected = { ...fakePrompt(LONG), rejection: { code: 'bad_input', message: 'no' } as const };
    const failed = failureOf(fakePrompt(LONG), new Error('no')) as unknown as Prompt;
    const seen: Prompt[] = [];
    from([spaced, blank, picture, rejected, failed])
      .pipe(chunk({ maxCharacters: 20 }))
      .subscribe((prompt) => seen.push(prompt));
    expect(seen.map(({ part, isLast }) => [part, isLast])).toEqual([
      [0, true],
      ...Array(4).fill([undefined, undefined]),
    ]);
    expect(seen.slice(1)).toEqual([blank, picture, rejected, failed]);
  });

  it('should tell the account which parts a prompt goes on as, before the first of them', () => {
    const told: unknown[] = [];
    const account: Account = {
      hold() {},
      release() {},
      fork: (value, parts) => told.push([(value as Prompt).seq, parts.length]),
    };
    from([values.s, values.l].map((prompt) => ({ ...prompt, [ACCOUNT]: account })))
      .pipe(chunk({ maxCharacters: 20 }))
      .subscribe((prompt) => told.push([prompt.seq, prompt[ACCOUNT] === account]));
    expect(told).toEqual([
      [0, true],
      [1, 3],
      [1, true],
      [1, true],
      [1, true],
    ]);
  });

  it('should refuse numbers that cannot be, when it is built', () => {
    expect(() => chunk({ maxCharacters: 3 })).toThrow('expected maxCharacters to be at least 16, got 3');
    expect(() => chunk({ overlap: 2_000 })).toThrow('half of the limit of 2000');
  });

  it('should pass 1,000,000 synchronous values', () => {
    let passed = 0;
    range(0, 1_000_000)
      .pipe(
        map(() => values.s),
        chunk(),
      )
      .subscribe(() => passed++);
    expect(passed).toBe(1_000_000);
  });
});
