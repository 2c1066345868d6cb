import { describe, expect, it } from 'vitest';
import { openaiChat } from '../../../src/codec/openaiChat.js';
import { promptForm } from '../../../src/codec/promptForm.js';

const { decode } = openaiChat();
const answer = (message: unknown, finish_reason: string | null = 'stop', more = {}) =>
  JSON.stringify({ model: 'served', choices: [{ index: 0, message, finish_reason }], ...more });
const failure = (decoded: () => unknown) => {
  try {
    decoded();
  } catch (error) {
    return error;
  }
  return expect.unreachable('no failure');
};

describe('openaiChat().decode', () => {
  it('should read text, thinking and tool calls', () => {
    const call = {
      id: 'call_00_a',
      type: 'function',
      function: { name: 'weather', arguments: '{"at":"x"}' },
    };
    expect(
      decode(
        answer({ content: null, reasoning_content: 'hm', tool_calls: [{ index: 0, ...call }] }, 'tool_calls'),
        'asked',
      ),
    ).toEqual({
      text: '',
      reasoning: 'hm',
      toolCalls: [call],
      finishReason: 'tool_calls',
      rawFinishReason: 'tool_calls',
      model: 'served',
      usage: null,
    });
  });

  it('should read what other servers make of it', () => {
    expect(decode(answer({ content: 'x', reasoning: 'hm', tool_calls: [] }), 'asked')).toMatchObject({
      reasoning: 'hm',
      toolCalls: null,
    });
    expect(
      decode(
        answer({
          content: [
            { type: 'text', text: 'a' },
            { type: 'text', text: 'b' },
          ],
        }),
        'asked',
      ).text,
    ).toBe('ab');
    expect(decode(answer({ content: null, refusal: 'No.' }), 'asked').text).toBe('No.');
    expect(decode(answer({ content: 'x' }, null, { model: undefined }), 'asked')).toMatchObject({
      finishReason: 'other',
      rawFinishReason: null,
      model: 'asked',
    });
    expect(decode(`\ufeff\n\n${answer({ content: 'x' })}\n`, 'asked').text).toBe('x');
    expect(decode(answer({ content: 'x' }, 'max_tokens'), 'a')).toMatchObject({ finishReason: 'length' });
    expect(decode(answer({ content: 'x' }, 'content_filter'), 'a')).toMatchObject({
      finishReason: 'content_filter',
    });
    expect(decode(answer({ content: 'x' }, 'novel'), 'a')).toMatchObject({
      finishReason: 'other',
      rawFinishReason: 'novel',
    });
  });

  it('should map usage of DeepSeek, of OpenAI and of nobody', () => {
    const usage = (wire: unknown) => decode(answer({ content: 'x' }, 'stop', { usage: wire }), 'a').usage;
    expect(
      usage({
        prompt_tokens: 100,
        completion_tokens: 50,
        prompt_cache_hit_tokens: 64,
        prompt_cache_miss_tokens: 36,
        completion_tokens_details: { reasoning_tokens: 40 },
      }),
    ).toEqual({
      promptTokens: 100,
      promptCacheHitTokens: 64,
      promptCacheMissTokens: 36,
      completionTokens: 50,
      reasoningTokens: 40,
    });
    expect(
      usage({ prompt_tokens: 100, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 10 } }),
    ).toMatchObject({ promptCacheHitTokens: 10, promptCacheMissTokens: 90, reasoningTokens: 0 });
    expect(usage({ prompt_tokens: 7 })).toMatchObject({ promptTokens: 7, completionTokens: 0 });
    expect(usage({ prompt_tokens: 5, prompt_cache_hit_tokens: 9 })).toMatchObject({
      promptCacheMissTokens: 0,
    });
    for (const none of [
      undefined,
      null,
      {},
      { prompt_tokens: 0, completion_tokens: 0 },
      { prompt_tokens: '7' },
    ]) {
      expect(usage(none)).toBeNull();
    }
  });

  it.each([
    ['', 'empty_answer', true],
    ['\n \n', 'empty_answer', true],
    ['<html></html>', 'bad_response', true],
    ['[1]', 'bad_response', true],
    ['null', 'bad_response', true],
    ['{"choices":[]}', 'bad_response', true],
    [answer({ content: '' }, 'length'), 'empty_answer', false],
    [answer({ content: null, reasoning_content: 'hm' }, 'length'), 'empty_answer', false],
    [answer({ content: '' }, 'content_filter'), 'content_filter', false],
    [answer({ content: 'half' }, 'insufficient_system_resource'), 'interrupted', true],
    [answer({ content: 'half' }, 'aborted'), 'interrupted', true],
    ['{"error":{"message":"no model","type":"invalid_request_error"}}', 'bad_request', false],
  ])('should refuse %j as %s', (body, code, retryable) => {
    expect(failure(() => decode(body, 'asked'))).toMatchObject({ code, retryable });
  });

  it('should say why an answer is empty', () => {
    expect(failure(() => decode(answer({ content: '' }, 'length'), 'a'))).toMatchObject({
      message: expect.stringContaining('max_tokens was spent on thinking'),
    });
  });
});

describe('promptForm().decode', () => {
  it('should read the reply where it stands', () => {
    expect(promptForm().decode('{"summary":"s","reply":"r"}', 'asked')).toMatchObject({
      text: 's',
      model: 'asked',
      usage: null,
      finishReason: 'stop',
    });
    expect(promptForm().decode('{"reply":"r"}', 'a').text).toBe('r');
    const nested = promptForm({ replyField: 'data.0.text', path: '/nlp' });
    expect(nested.path).toBe('/nlp');
    expect(nested.decode('{"data":[{"text":"deep"}]}', 'a').text).toBe('deep');
  });

  it('should refuse an answer without it', () => {
    // That server's way: asking it again would only be paid again.
    expect(failure(() => promptForm().decode('{"summary":3}', 'a'))).toMatchObject({
      code: 'bad_response',
      retryable: false,
      failover: true,
    });
    expect(failure(() => promptForm({ replyField: 'constructor.name' }).decode('{}', 'a'))).toMatchObject({
      code: 'bad_response',
    });
    expect(failure(() => promptForm().decode('{"error":"overloaded"}', 'a'))).toMatchObject({
      code: 'server_error',
    });
    expect(failure(() => promptForm().decode('', 'a'))).toMatchObject({ code: 'empty_answer' });
    expect(() => promptForm({ replyField: [] })).toThrow(/replyField/);
  });
});
