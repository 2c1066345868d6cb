import { describe, expect, it } from 'vitest';
import { contextOf, newConversation } from '../../../../src/text/dialog/Conversation.js';
import { readConversation } from '../../../../src/text/dialog/readConversation.js';

const call = { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{}' } };
const history = [
  { role: 'user', content: [{ type: 'text', text: 'Will it rain?' }] },
  { role: 'assistant', content: null, reasoning_content: 'hm', tool_calls: [call] },
  { role: 'tool', content: 'no', tool_call_id: 'c1' },
  { role: 'assistant', content: 'No.' },
];
const whole = { version: 1, system: 'Be brief.', history, dropped: 3, summary: 'They spoke of the sea.' };
const withMessage = (message: unknown) => ({ ...whole, history: [history[0], message] });

describe('readConversation', () => {
  it('should read what JSON has kept', () => {
    expect(readConversation(JSON.parse(JSON.stringify(whole)))).toEqual(whole);
    expect(readConversation(JSON.parse(JSON.stringify(newConversation())))).toEqual(newConversation());
  });

  it.each([
    [null, 'conversation: expected an object, got null'],
    [[], 'conversation: expected an object, got an empty array'],
    [{}, 'version: expected 1, the only one that this program knows, got nothing'],
    [{ ...whole, version: 2 }, 'version: expected 1, the only one that this program knows, got 2'],
    [{ ...whole, sumary: 'x' }, 'sumary: no field of a conversation; did you mean summary?'],
    [{ ...whole, system: 7 }, 'system: expected text or null, got 7'],
    [{ ...whole, summary: undefined }, 'summary: expected text or null, got nothing'],
    [{ ...whole, dropped: -1 }, 'dropped: expected a whole number of at least 0, got -1'],
    [{ ...whole, dropped: 0.5 }, 'dropped: expected a whole number of at least 0, got 0.5'],
    [{ ...whole, history: {} }, 'history: expected an array of messages, got an object'],
    [withMessage('hi'), 'history[1]: expected a message, {"role": ..., "content": ...}, got "hi"'],
    [
      withMessage({ content: 'x' }),
      'history[1].role: expected "user", "assistant", "tool" or "system", got nothing',
    ],
    [
      withMessage({ role: '', content: 'x' }),
      'history[1].role: expected "user", "assistant", "tool" or "system", got ""',
    ],
    [
      withMessage({ role: 'user', content: [{ type: 'text', text: 'x' }, 'x'] }),
      'history[1].content: expected text or an array of parts, each with a type, got an array',
    ],
    [
      withMessage({ role: 'assistant', content: 'x', tool_calls: [{ ...call, function: null }] }),
      'history[1].tool_calls[0].function: expected a name and arguments, both text, got null',
    ],
    [
      withMessage({
        role: 'assistant',
        content: 'x',
        tool_calls: [{ ...call, function: { arguments: '' } }],
      }),
      'history[1].tool_calls[0].function: expected a name and arguments, both text, got an object',
    ],
    [
      withMessage({ role: 'assistant', content: 7, tool_calls: [call] }),
      'history[1].content: expected text or an array of parts, each with a type, got 7',
    ],
    [
      withMessage({ role: 'tool', content: 'x', tool_call_id: undefined }),
      'history[1].tool_call_id: expected the id of the call that it answers, got nothing',
    ],
    [
      withMessage({ role: 'user', content: 'x', reasoning_content: ['x'] }),
      'history[1].reasoning_content: expected text or null, got an array',
    ],
    [
      { ...whole, version: 'v'.repeat(99) },
      `version: expected 1, the only one that this program knows, got "${'v'.repeat(39)}`,
    ],
    [{ ...whole, system: () => {} }, 'system: expected text or null, got function'],
    [
      withMessage({ role: 'user', content: 5 }),
      'history[1].content: expected text or an array of parts, each with a type, got 5',
    ],
    [
      withMessage({ role: 'user', content: [{ text: 'x' }] }),
      'history[1].content: expected text or an array of parts, each with a type, got an array',
    ],
    [
      withMessage({ role: 'assistant', content: null }),
      'history[1].content: expected text or an array of parts, each with a type, got null',
    ],
    [
      withMessage({ role: 'assistant', content: 'x', reasoning_content: 1 }),
      'history[1].reasoning_content: expected text or null, got 1',
    ],
    [
      withMessage({ role: 'assistant', content: '', tool_calls: [] }),
      'history[1].tool_calls: expected an array of calls, got an empty array',
    ],
    [
      withMessage({ role: 'assistant', content: '', tool_calls: [{ ...call, id: 1 }] }),
      'history[1].tool_calls[0].id: expected text, got 1',
    ],
    [
      withMessage({
        role: 'assistant',
        content: '',
        tool_calls: [{ ...call, function: { name: 'weather' } }],
      }),
      'history[1].tool_calls[0].function: expected a name and arguments, both text, got an object',
    ],
    [
      withMessage({ role: 'tool', content: 'x' }),
      'history[1].tool_call_id: expected the id of the call that it answers, got nothing',
    ],
  ])('should name the field that is wrong: %j', (value, message) => {
    expect(() => readConversation(value)).toThrow(expect.objectContaining({ code: 'bad_config', message }));
  });
});

describe('contextOf', () => {
  it('should put the summary at the end of the one system message, in the language of its own', () => {
    expect(contextOf(readConversation(whole))).toEqual([
      {
        role: 'system',
        content: 'Be brief.\n\nSummary of the conversation so far:\nThey spoke of the sea.',
      },
      ...history,
    ]);
    expect(contextOf(newConversation(''))).toEqual([]);
    expect(contextOf({ ...newConversation(), summary: '他们谈到了大海和灯塔。' })).toEqual([
      { role: 'system', content: '此前对话的概括：\n他们谈到了大海和灯塔。' },
    ]);
  });
});
