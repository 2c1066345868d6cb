import { describe, expect, it } from 'vitest';
import { openaiChat } from '../../../src/codec/openaiChat.js';
import { promptForm } from '../../../src/codec/promptForm.js';
import { aPrompt } from '../../helpers/aPrompt.js';

const messages = [{ role: 'user', content: 'a "quoted"\n line' }];

describe('openaiChat().encode', () => {
  const codec = openaiChat();
  const encode = (...parameters: Parameters<typeof codec.encode>) => JSON.parse(codec.encode(...parameters));

  it.each<[string, readonly unknown[]]>([
    ['one question', [{ role: 'user', content: 'a "b"\n\u2028 漢 \ud800' }]],
    ['a question of more than 65,536 characters', [{ role: 'user', content: 'é'.repeat(70_000) }]],
    ['fields in another order', [{ content: 'a', role: 'user' }]],
    ['a further field', [{ role: 'user', content: 'a', name: 'ann' }]],
    ['another role', [{ role: 'tool', content: 'a' }]],
    ['parts', [{ role: 'user', content: [{ type: 'text', text: 'a' }] }]],
    ['two messages', [{ role: 'system', content: 'b' }, ...messages]],
    ['none', []],
  ])('should write %s as JSON does, after others and again', (_, given) => {
    const prompt = aPrompt({ messages: given as never });
    for (let n = 0; n < 2; n++) {
      expect(codec.encode(prompt, undefined, false)).toBe(`{"messages":${JSON.stringify(given)}}`);
      codec.encode(aPrompt({ messages }), undefined, false);
    }
  });

  it('should write messages, model and parameters, known or not', () => {
    const defaults = {
      model: 'deepseek-flash',
      temperature: 0,
      thinking: { type: 'disabled' as const },
      min_p: 0.1,
    };
    expect(encode(aPrompt({ messages }), defaults, false)).toEqual({ messages, ...defaults });
    expect(encode(aPrompt({ messages }), undefined, false)).toEqual({ messages });
    expect(encode(aPrompt({ messages }), {}, true)).toEqual({
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it('should let the parameters of a prompt win, and null take a default away', () => {
    const defaults = { model: 'a', temperature: 0, stop: 'x', max_tokens: 5 };
    const params = { temperature: 1, stop: null, max_tokens: undefined, seed: 3 } as never;
    expect(encode(aPrompt({ messages, params }), defaults, false)).toEqual({
      messages,
      model: 'a',
      temperature: 1,
      seed: 3,
    });
    expect(encode(aPrompt({ messages }), defaults, false)).toEqual({ messages, ...defaults });
  });

  it('should decide by itself whether to stream', () => {
    const params = { stream: true, stream_options: { include_usage: false }, messages: [] };
    expect(encode(aPrompt({ messages, params }), params, false)).toEqual({ messages });
  });

  it('should not mix up two sets of defaults, or whole with streamed', () => {
    const [a, b] = [{ model: 'a' }, { model: 'b' }];
    const models = [a, b, a].map((defaults) => encode(aPrompt({ messages }), defaults, false).model);
    expect(models).toEqual(['a', 'b', 'a']);
    expect([true, false, true].map((stream) => encode(aPrompt(), a, stream).stream)).toEqual([
      true,
      undefined,
      true,
    ]);
  });
});

describe('promptForm().encode', () => {
  it('should write the texts as one prompt, with the parameters', () => {
    const prompt = aPrompt({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Why?' }, { type: 'image_url' }] },
      ],
      params: { model: 'm', prompt: 'mine', seed: null } as never,
    });
    expect(JSON.parse(promptForm().encode(prompt, { seed: 1, length: 'short' }, false))).toEqual({
      prompt: 'Be brief.\n\nWhy?',
      model: 'm',
      length: 'short',
    });
  });
});
