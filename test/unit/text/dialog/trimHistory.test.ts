import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trimHistory } from '../../../../src/text/dialog/trimHistory.js';
import { turnsOf } from '../../../../src/text/dialog/turnsOf.js';
import { messageTokens } from '../../../../src/text/tokens/messageTokens.js';
import type { Message } from '../../../../src/types/Message.js';
import { conversations, inShort, said } from './conversations.js';

/** A token for each character. */
const tokensOf = ({ content }: Message) => (typeof content === 'string' ? content.length : 0);
const total = (messages: readonly Message[]) => messages.reduce((sum, message) => sum + tokensOf(message), 0);
const limits = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([maxTokens, share]) => ({ maxTokens, keepTokens: Math.floor(maxTokens * share), tokensOf }));

describe('turnsOf', () => {
  it.each([
    ['', []],
    ['s', []],
    ['s u a u a', ['u a', 'u a']],
    ['a u a', ['a', 'u a']],
    ['u u a', ['u', 'u a']],
    ['u c1 t1 a u', ['u c1 t1 a', 'u']],
    ['u c12 t1 u t2 a u a', ['u c12 t1 u t2 a', 'u a']],
    ['u c1 u t1 u c2 u t2 u', ['u c1 u t1', 'u c2 u t2', 'u']],
    ['u c1 u a', ['u c1', 'u a']],
    ['u t9 a u', ['u t9 a', 'u']],
    ['u a s u a', ['u a s', 'u a']],
  ])('should begin turns at questions, and none between a call and its last answer: %s', (text, turns) => {
    expect(turnsOf(said(text)).map(inShort)).toEqual(turns);
  });

  it('should take the word of developers for that of the system, and no assistant for a tool', () => {
    const [user] = said('u');
    expect(turnsOf([{ role: 'developer', content: 'd' }, user as Message])).toEqual([[user]]);
    const messages = said('u c1 u').concat({ role: 'assistant', content: 'a', tool_call_id: '1' });
    expect(turnsOf(messages)).toHaveLength(2);
  });

  it('should give back what it was given, but for system messages at the beginning', () => {
    fc.assert(
      fc.property(conversations, ({ head, messages }) => {
        expect(turnsOf([...head, ...messages]).flat()).toEqual(messages);
      }),
    );
  });
});

describe('trimHistory', () => {
  it('should leave alone what fits', () => {
    const messages = said('s u a u');
    expect(trimHistory(messages, { maxTokens: 4, tokensOf })).toBe(messages);
  });

  it.each([
    ['s u a u a u', 5, undefined, 's u'],
    ['s u a u a u', 5, 3, 's u'],
    ['s u a u a u', 5, 4, 's u a u'],
    ['s u a u c1 t1', 5, 0, 's u c1 t1'],
    ['s u a c1 t1', 2, 0, 's u a c1 t1'],
    ['s s', 1, 0, 's s'],
  ])('should drop the oldest turns of %s over %d down to %d', (text, maxTokens, keepTokens, left) => {
    const options = { maxTokens, tokensOf, ...(keepTokens !== undefined && { keepTokens }) };
    expect(inShort(trimHistory(said(text), options))).toBe(left);
  });

  it('should keep half of 64,000 tokens unless told otherwise', () => {
    const turn = [
      { role: 'user', content: 'word '.repeat(1_000) },
      { role: 'assistant', content: 'word '.repeat(1_000) },
    ];
    const size = turn.reduce((sum, message) => sum + messageTokens(message), 0);
    const of = (turns: number) => Array.from({ length: turns }, () => turn).flat();
    const most = Math.floor(64_000 / size);
    expect(trimHistory(of(most))).toHaveLength(most * 2);
    expect(trimHistory(of(most + 1))).toHaveLength(Math.floor(32_000 / size) * 2);
  });

  it.each([
    [{ maxTokens: 0 }, 'expected maxTokens to be at least 1, got 0'],
    [{ maxTokens: Number.NaN }, 'expected maxTokens to be at least 1, got NaN'],
    [{ maxTokens: 10, keepTokens: -1 }, 'expected keepTokens to be from 0 to maxTokens (10), got -1'],
    [{ maxTokens: 10, keepTokens: 11 }, 'expected keepTokens to be from 0 to maxTokens (10), got 11'],
  ])('should refuse %j', (options, message) => {
    expect(() => trimHistory([], options)).toThrow(new RangeError(message));
  });

  it('should keep the head and the last turn, and be within the limit unless these alone are over it', () => {
    fc.assert(
      fc.property(conversations, limits, ({ head, messages }, options) => {
        const whole = [...head, ...messages];
        const trimmed = trimHistory(whole, options);
        const last = turnsOf(messages).at(-1) ?? [];
        expect(trimmed.slice(0, head.length)).toEqual(head);
        expect(trimmed.slice(trimmed.length - last.length)).toEqual(last);
        expect(whole.slice(whole.length - trimmed.length + head.length)).toEqual(trimmed.slice(head.length));
        const least = total(head) + total(last);
        expect(total(trimmed)).toBeLessThanOrEqual(Math.max(options.maxTokens, least));
        if (trimmed.length < whole.length)
          expect(total(trimmed)).toBeLessThanOrEqual(Math.max(options.keepTokens, least));
      }),
    );
  });

  it('should never part a call of a tool from its answer', () => {
    fc.assert(
      fc.property(conversations, limits, ({ head, messages }, options) => {
        const trimmed = trimHistory([...head, ...messages], options);
        const calls = trimmed.flatMap(({ tool_calls }) => tool_calls?.map(({ id }) => id) ?? []);
        const asked = messages.flatMap(({ tool_calls }) => tool_calls?.map(({ id }) => id) ?? []);
        for (const { tool_call_id } of trimmed)
          if (tool_call_id !== undefined && asked.includes(tool_call_id))
            expect(calls).toContain(tool_call_id);
      }),
    );
  });

  it('should make each context the beginning of the next, until one is trimmed', () => {
    fc.assert(
      fc.property(conversations, limits, ({ head, messages }, options) => {
        let before: readonly Message[] = head;
        for (const turn of turnsOf(messages)) {
          const grown = [...before, ...turn];
          const context = trimHistory(grown, options);
          if (total(grown) <= options.maxTokens) expect(context.slice(0, before.length)).toEqual(before);
          else
            expect(total(context)).toBeLessThanOrEqual(
              Math.max(options.keepTokens, total(head) + total(turn)),
            );
          before = context;
        }
      }),
    );
  });
});
