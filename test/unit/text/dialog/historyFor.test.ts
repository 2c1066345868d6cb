import { describe, expect, it } from 'vitest';
import { historyFor } from '../../../../src/text/dialog/historyFor.js';
import type { Message } from '../../../../src/types/Message.js';
import type { Params } from '../../../../src/types/Params.js';

const tools = [{ type: 'function', function: { name: 'weather' } }];
const on = { type: 'enabled' } as const;
const off = { type: 'disabled' } as const;
const thought = (reasoning_content?: string | null): Message[] => [
  { role: 'user', content: 'q' },
  { role: 'assistant', content: 'a', ...(reasoning_content !== undefined && { reasoning_content }) },
  { role: 'user', content: 'q' },
  { role: 'assistant', content: 'b', reasoning_content: 'hm' },
];
const plain: Message[] = [
  { role: 'user', content: 'q' },
  { role: 'assistant', content: 'a' },
];
const reasoning = (messages: readonly Message[]) =>
  messages.filter(({ role }) => role === 'assistant').map((message) => message.reasoning_content);

describe('historyFor', () => {
  it.each<[string, Params | undefined]>([
    ['no parameters', undefined],
    ['no tools', { thinking: on }],
    ['an empty list of tools', { tools: [], thinking: on }],
    ['tools without thinking', { tools, thinking: off }],
  ])('should leave out what the model thought: %s', (_, params) => {
    expect(historyFor(thought('so'), params)).toEqual([
      { role: 'user', content: 'q' },
      { role: 'assistant', content: 'a' },
      { role: 'user', content: 'q' },
      { role: 'assistant', content: 'b' },
    ]);
    expect(historyFor(plain, params)).toBe(plain);
  });

  it.each<[string, Params]>([
    ['thinking is on', { tools, thinking: on }],
    ['nothing is said of thinking', { tools }],
  ])('should send it back with tools, and a space for what is missing: %s', (_, params) => {
    for (const missing of [undefined, null, '']) {
      expect(reasoning(historyFor(thought(missing), params))).toEqual([' ', 'hm']);
    }
    expect(reasoning(historyFor(thought('so'), params))).toEqual(['so', 'hm']);
    expect(historyFor(thought(), params)[0]).toEqual({ role: 'user', content: 'q' });
  });

  it('should make nothing up for a model that may not know the field', () => {
    expect(historyFor(plain, { tools })).toBe(plain);
    expect(reasoning(historyFor(plain, { tools, thinking: on }))).toEqual([' ']);
  });

  it('should leave where an answer to be finished starts its thinking', () => {
    const begun = { role: 'assistant', content: 'The sky', reasoning_content: 'Light', prefix: true };
    expect(historyFor([...thought('so'), begun], undefined).at(-1)).toBe(begun);
  });
});
