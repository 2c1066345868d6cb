import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { batchRowOf } from '../../src/sinks/batchRowOf.js';
import { aFailure, anAnswer } from '../helpers/anOutcome.js';
import { aPrompt } from '../helpers/aPrompt.js';

const nullable = (schema: object) => ({ anyOf: [schema, { type: 'null' }] });
const text = { type: 'string' };
const count = { type: 'integer', minimum: 0 };
const closed = (properties: Record<string, object>, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

/** Of OpenAI's published description of its API: what it says is required of an answer and of a row of a batch. */
const completion = closed(
  {
    id: text,
    object: { const: 'chat.completion' },
    created: count,
    model: text,
    choices: {
      type: 'array',
      items: closed({
        index: count,
        finish_reason: { enum: ['stop', 'length', 'tool_calls', 'content_filter', 'function_call'] },
        logprobs: { type: 'null' },
        message: closed({
          role: { const: 'assistant' },
          content: nullable(text),
          refusal: nullable(text),
        }),
      }),
    },
    usage: closed({ prompt_tokens: count, completion_tokens: count, total_tokens: count }),
  },
  ['usage'],
);
const row = {
  ...closed({
    id: text,
    custom_id: text,
    response: nullable(
      closed({ status_code: { type: 'integer' }, request_id: text, body: { type: 'object' } }),
    ),
    error: nullable(closed({ code: text, message: text })),
    meta: { type: 'object' },
  }),
  additionalProperties: false,
};
const ajv = new Ajv();
const isRow = ajv.compile(row);
const isCompletion = ajv.compile(completion);

function parsed(outcome: Parameters<typeof batchRowOf>[0]) {
  const value = JSON.parse(batchRowOf(outcome));
  expect([isRow(value), isRow.errors]).toEqual([true, null]);
  return value;
}

describe('batchRowOf', () => {
  it("should write an answer in the public form, with what that has no place for under 'meta'", () => {
    const prompt = aPrompt({ seq: 4, id: 'mine', input: { user: 'u1' }, redactions: { email: 1 } });
    const answer = parsed(
      anAnswer({ seq: 4, id: 'mine', prompt, reasoning: 'Because.', costUsd: 0.5, cached: 'redis' }),
    );
    expect(answer).toMatchObject({ id: 'batch_req_4', custom_id: 'mine', error: null });
    expect(answer.response).toMatchObject({ status_code: 200, request_id: 'req_4' });
    const { body } = answer.response;
    expect([isCompletion(body), isCompletion.errors]).toEqual([true, null]);
    expect(body.choices[0].message).toMatchObject({
      content: 'Rayleigh scattering.',
      reasoning_content: 'Because.',
    });
    expect(body.usage.total_tokens).toBe(body.usage.prompt_tokens + body.usage.completion_tokens);
    expect(answer.meta).toMatchObject({
      seq: 4,
      status: 'ok',
      prompt_hash: expect.stringMatching(/^[0-9a-f]{16}$/),
      cost_usd: 0.5,
      cached: 'redis',
      redactions: { email: 1 },
      input: { user: 'u1' },
    });
  });

  it('should write calls of tools, and leave out usage that nobody knows', () => {
    const call = { id: 't', type: 'function' as const, function: { name: 'f', arguments: '{}' } };
    const { body } = parsed(
      anAnswer({
        text: '',
        toolCalls: [call],
        finishReason: 'tool_calls',
        rawFinishReason: 'tool_calls',
        usage: null,
      }),
    ).response;
    expect([isCompletion(body), isCompletion.errors]).toEqual([true, null]);
    expect(body.choices[0].message).toMatchObject({ content: null, tool_calls: [call] });
    expect(body).not.toHaveProperty('usage');
  });

  it.each([
    [
      'what the server said',
      '{"error":{"message":"slow down","code":"x"}}',
      { error: { message: 'slow down', code: 'x' } },
    ],
    [
      'its code when that was no JSON',
      '<html>',
      { error: { message: 'no whole answer', type: 'timeout', param: null, code: 'timeout' } },
    ],
    [
      'its code when nothing was said',
      null,
      { error: { message: 'no whole answer', type: 'timeout', param: null, code: 'timeout' } },
    ],
  ])('should write a refusal of the server as a response: %s', (_, body, expected) => {
    const refused = parsed(aFailure({ seq: 2, error: { httpStatus: 429, body } }));
    expect(refused.response).toEqual({ status_code: 429, request_id: 'req_2', body: expected });
    expect(refused.error).toBe(null);
    expect(refused.meta).toMatchObject({
      seq: 2,
      status: 'error',
      error: { code: 'timeout', http_status: 429 },
      attempts: 5,
    });
  });

  it.each([null, 200])(
    'should write as an error what went wrong without a refusal (status %s)',
    (httpStatus) => {
      const failed = parsed(aFailure({ error: { httpStatus } }));
      expect(failed).toMatchObject({
        response: null,
        error: { code: 'timeout', message: 'no whole answer' },
      });
    },
  );
});
