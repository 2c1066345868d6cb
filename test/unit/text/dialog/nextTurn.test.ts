import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeReply } from '../../../../src/testing/fakeReply.js';
import { contextOf, newConversation } from '../../../../src/text/dialog/Conversation.js';
import { foldTurn } from '../../../../src/text/dialog/foldTurn.js';
import { nextTurn } from '../../../../src/text/dialog/nextTurn.js';
import { summaryParams, summaryQuestion } from '../../../../src/text/dialog/summarizing.js';
import { takeSystem } from '../../../../src/text/dialog/takeSystem.js';
import { trimLimits } from '../../../../src/text/dialog/trimHistory.js';
import { turnsOf } from '../../../../src/text/dialog/turnsOf.js';
import type { Message } from '../../../../src/types/Message.js';
import { conversations, inShort, said } from './conversations.js';

/** A token for each message. */
const limits = (maxTokens: number, keepTokens: number) =>
  trimLimits({ maxTokens, keepTokens, tokensOf: () => 1 });
const known = (text: string) => ({ ...newConversation('sys'), dropped: 5, history: said(text) });

describe('nextTurn', () => {
  it.each([
    ['u a u a', 'u', 6, 4, '', 0, 'u a u a'],
    ['u a u a', 'u', 5, 4, 'u a', 1, 'u a'],
    ['u a u a', 'u', 5, 0, 'u a u a', 2, ''],
    ['u a u a u c1', 't1', 5, 0, 'u a u a', 2, 'u c1'],
    ['u c1', 't1 u u', 4, 0, '', 0, 'u c1'],
    ['u a', 'u a u', 3, 0, 'u a', 1, ''],
    ['s u a', 'u', 4, 0, 's u a', 2, ''],
  ])('should drop of %s before %s, over %d down to %d: %s', (text, input, max, keep, gone, turns, left) => {
    const before = known(text);
    const next = nextTurn(before, said(input), limits(max, keep));
    expect([inShort(next.gone), next.turns, inShort(next.conversation.history)]).toEqual([gone, turns, left]);
    expect(next.conversation).toMatchObject({ system: 'sys', dropped: 5 + turns });
    if (turns === 0) expect(next.conversation).toBe(before);
  });

  it('should count the summary as part of what is never dropped', () => {
    const before = { ...known('u a u a'), summary: 'They spoke.' };
    const tokensOf = ({ content }: Message) => (String(content).endsWith('They spoke.') ? 2 : 1);
    const most = (maxTokens: number) => trimLimits({ maxTokens, keepTokens: 5, tokensOf });
    expect(inShort(nextTurn(before, said('u'), most(6)).conversation.history)).toBe('u a');
    expect(nextTurn(before, said('u'), most(7)).turns).toBe(0);
  });

  it('should lose nothing: what goes and what stays is what was there, and the input always stays', () => {
    fc.assert(
      fc.property(
        conversations,
        conversations,
        fc.nat(30),
        fc.nat(30),
        ({ messages }, { messages: input }, max, keep) => {
          const before = { ...newConversation(), history: messages };
          const next = nextTurn(before, input, limits(max + 1, Math.min(keep, max)));
          const { history, dropped } = next.conversation;
          expect([...next.gone, ...history]).toEqual(messages);
          expect([dropped, next.turns]).toEqual([turnsOf(next.gone).length, turnsOf(next.gone).length]);
        },
      ),
    );
  });
});

describe('foldTurn', () => {
  const call = { id: '1', type: 'function', function: { name: 'f', arguments: '{}' } } as const;
  const tools = [{ type: 'function' }];

  it.each([
    [fakeReply('hi', { reasoning: 'hm' }), undefined, { content: 'hi' }],
    [fakeReply('hi', { reasoning: 'hm' }), { tools }, { content: 'hi', reasoning_content: 'hm' }],
    [fakeReply('hi'), { tools }, { content: 'hi' }],
    [fakeReply(''), undefined, { content: '' }],
    [fakeReply('', { toolCalls: [] }), undefined, { content: '' }],
    [fakeReply('', { toolCalls: [call] }), undefined, { content: null, tool_calls: [call] }],
    [fakeReply('so', { toolCalls: [call] }), undefined, { content: 'so', tool_calls: [call] }],
  ])('should add what was asked and answered: %#', (reply, params, answer) => {
    expect(foldTurn(known('u a'), said('u'), reply, params)).toEqual({
      ...known('u a u'),
      history: [...said('u a u'), { role: 'assistant', ...answer }],
    });
  });
});

describe('takeSystem', () => {
  it('should take system messages at the beginning, and no others', () => {
    expect(takeSystem(known('u a'), said('u s'))).toEqual({ conversation: known('u a'), input: said('u s') });
    const parts = [{ type: 'text', text: 'one' }, { type: 'image' }, { type: 'text', text: 'two' }];
    const head = [
      { role: 'system', content: parts },
      { role: 'developer', content: 'three' },
      { role: 'system', content: null },
    ];
    expect(takeSystem(known('u a'), [...head, ...said('u')])).toEqual({
      conversation: { ...known('u a'), system: 'one\n\ntwo\n\nthree\n\n' },
      input: said('u'),
    });
  });
});

describe('summaries', () => {
  it('should be asked for in the language of what goes', () => {
    const parts = [{ type: 'image' }];
    expect(summaryQuestion([{ role: 'user', content: 'The sea?' }])).toEqual({
      role: 'user',
      content: expect.stringMatching(/^Summarize our conversation/),
    });
    const chinese = [
      { role: 'user', content: '大海有多深？' },
      { role: 'user', content: parts },
    ];
    expect(summaryQuestion(chinese).content).toMatch(/^请概括/);
  });

  it('should keep the parameters but for what shapes an answer, and call no tools', () => {
    const shape = { max_tokens: 5, stop: 'x', tool_choice: 'auto', response_format: { type: 'json_object' } };
    expect(summaryParams({ model: 'm', ...shape })).toEqual({ model: 'm' });
    expect(summaryParams({ tools: [], ...shape })).toEqual({ tools: [], tool_choice: 'none' });
  });

  it('should stand in the one system message', () => {
    const context = contextOf({ ...known('u'), summary: 'They spoke.' });
    expect(context.map(({ role }) => role)).toEqual(['system', 'user']);
    expect(contextOf({ ...known(''), system: null, summary: 'They spoke.' })).toHaveLength(1);
  });
});
