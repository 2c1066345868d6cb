import { describe, expect, it } from 'vitest';
import { ChatStream } from '../../../src/codec/ChatStream.js';

const chunk = (fields: unknown, finish_reason: string | null = null, more = {}) =>
  JSON.stringify({ choices: [{ index: 0, delta: fields, finish_reason }], ...more });

/** All deltas of these chunks, and the reply. */
function decode(...chunks: readonly string[]) {
  const stream = new ChatStream('asked');
  const deltas = chunks.flatMap((data) => stream.push(data));
  return { deltas, done: stream.done, reply: stream.finish() };
}

describe('ChatStream', () => {
  it('should put thinking, text and their usage together', () => {
    const { deltas, done, reply } = decode(
      chunk({ role: 'assistant', content: null, reasoning_content: '' }, null, { model: 'served' }),
      chunk({ content: null, reasoning_content: 'We' }),
      chunk({ content: 'To', reasoning_content: null }),
      chunk({ content: '', reasoning_content: null }, 'stop', {
        usage: { prompt_tokens: 5, completion_tokens: 2 },
      }),
      '[DONE]',
    );
    expect(deltas).toEqual([
      { type: 'reasoning', text: 'We' },
      { type: 'text', text: 'To' },
    ]);
    expect(done).toBe(true);
    expect(reply).toMatchObject({ text: 'To', reasoning: 'We', model: 'served', usage: { promptTokens: 5 } });
  });

  it('should take usage from a chunk of its own, and the last of many', () => {
    const { reply } = decode(
      chunk({ content: 'a' }, null, { usage: { prompt_tokens: 5, completion_tokens: 1 } }),
      chunk({ content: 'b' }, 'stop', { usage: null }),
      JSON.stringify({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 2 } }),
    );
    expect(reply).toMatchObject({ text: 'ab', model: 'asked', usage: { completionTokens: 2 } });
  });

  it('should put tool calls together, of any index', () => {
    const piece = (index: number, fields: unknown, id?: string) =>
      chunk({ tool_calls: [{ index, ...(id && { id, type: 'function' }), function: fields }] });
    const { deltas, reply } = decode(
      piece(0, { name: 'weather', arguments: '' }, 'call_00_a'),
      piece(0, { arguments: '{"a"' }),
      piece(1e9, { name: 'time', arguments: '{}' }, 'call_01_b'),
      piece(0, { arguments: ':1}' }),
      chunk({ content: '' }, 'tool_calls'),
    );
    expect(deltas[1]).toEqual({ type: 'tool-call', index: 0, name: '', arguments: '{"a"' });
    expect(reply.toolCalls).toEqual([
      { id: 'call_00_a', type: 'function', function: { name: 'weather', arguments: '{"a":1}' } },
      { id: 'call_01_b', type: 'function', function: { name: 'time', arguments: '{}' } },
    ]);
  });

  it('should pass over other answers and chunks without a choice', () => {
    const { deltas } = decode(
      '{"object":"ping"}',
      JSON.stringify({ choices: [{ index: 1, delta: { content: 'other' } }] }),
      chunk({ content: 'mine', reasoning: 'hm' }, 'stop'),
    );
    expect(deltas).toEqual([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'mine' },
    ]);
  });

  it.each([
    [[chunk({ content: 'a' })], 'stream_cut', true],
    [[], 'empty_answer', true],
    [['[DONE]'], 'empty_answer', true],
    [[chunk({ reasoning_content: 'hm' }), chunk({ content: '' }, 'length')], 'empty_answer', false],
    [[chunk({ content: '' }, 'content_filter')], 'content_filter', false],
    [[chunk({ content: 'half' }, 'insufficient_system_resource'), '[DONE]'], 'interrupted', true],
  ])('should refuse %j as %s', (chunks, code, retryable) => {
    expect(() => decode(...chunks)).toThrow(expect.objectContaining({ code, retryable }));
  });
});
