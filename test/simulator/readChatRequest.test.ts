import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerBook } from '../../src/simulator/answers/AnswerBook.js';
import { streamEvents, wholeBody } from '../../src/simulator/answers/ChatAnswer.js';
import { composeChat } from '../../src/simulator/answers/composeChat.js';
import { ContextCache } from '../../src/simulator/context/ContextCache.js';
import { readChatRequest } from '../../src/simulator/requests/readChatRequest.js';
import { SeededRandom } from '../../src/simulator/SeededRandom.js';
import { events } from './ask.js';

const rules = { models: new Map([['m', 'm']]), beta: true, promptWithoutJson: 'blank' } as const;
const composer = {
  seed: 1,
  book: new AnswerBook(1),
  cache: new ContextCache(0, 1_000),
  answerLength: { medianTokens: 10, sigma: 0.5 },
  reasoningLength: { medianTokens: 10, sigma: 0.5 },
  emptyJsonRate: 0,
  random: new SeededRandom(1),
};
const flag = fc.boolean();
/** Each field as it ought to be; now and then anything at all takes its place. */
const fields: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  stream: flag,
  stream_options: fc.record({ include_usage: flag }),
  thinking: fc.constantFrom({ type: 'disabled' }, { type: 'enabled' }, null),
  reasoning_effort: fc.constantFrom('low', 'max', 'none'),
  max_tokens: fc.integer({ min: 0, max: 60 }),
  stop: fc.oneof(fc.constant('.'), fc.array(fc.string(), { maxLength: 3 })),
  tools: fc.constantFrom(null, [
    {
      type: 'function',
      function: { name: 'f', parameters: { type: 'object', required: ['a"'], properties: null } },
    },
    { type: 'function', function: { name: 'g' } },
  ]),
  tool_choice: fc.constantFrom('auto', 'none', 'required', { type: 'function', function: { name: 'f' } }),
  response_format: fc.constantFrom({ type: 'json_object' }, { type: 'text' }),
  logprobs: flag,
  top_logprobs: fc.integer({ min: 0, max: 20 }),
  user_id: fc.string(),
  temperature: fc.double({ min: 0, max: 2, noNaN: true }),
};
const anything = fc.jsonValue({ maxDepth: 3 });
const rarely = (usual: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 60, arbitrary: usual }, { weight: 1, arbitrary: anything });
const calls = fc.array(
  fc.constant({ id: 'a', type: 'function', function: { name: 'f', arguments: '{"a": 1}' } }),
  {
    maxLength: 1,
  },
);
const message = fc.record(
  {
    role: rarely(fc.constantFrom('user', 'user', 'system', 'assistant', 'tool')),
    content: rarely(
      fc.oneof(
        fc.string({ unit: 'grapheme' }).map((text) => `${text} json`),
        fc.array(fc.record({ type: fc.constant('text'), text: fc.string() })),
      ),
    ),
    tool_calls: rarely(calls),
    tool_call_id: fc.constant('a'),
    reasoning_content: rarely(fc.string()),
    prefix: rarely(flag),
  },
  { requiredKeys: ['role', 'content'] },
);

describe('readChatRequest', () => {
  it('should refuse or answer whatever comes, in valid JSON whose tokens add up', () => {
    let answered = 0;
    const body = fc.record({
      model: fc.constant('m'),
      messages: rarely(fc.array(message, { minLength: 1, maxLength: 3 })),
      rest: fc
        .subarray(Object.keys(fields), { maxLength: 4 })
        .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, rarely(fields[name]!)])))),
    });
    fc.assert(
      fc.property(body, ({ rest, ...fields }) => {
        const asked = readChatRequest(JSON.stringify({ ...fields, ...rest }), rules);
        if (!('kind' in asked)) {
          expect(asked.status).toBe(400);
          return;
        }
        answered++;
        const answer = composeChat(asked, composer, 'id', 1);
        const { usage, choices } = JSON.parse(wholeBody(answer));
        const chunks = events(streamEvents(answer, true).join(''));

        expect(usage.prompt_tokens).toBe(usage.prompt_cache_hit_tokens + usage.prompt_cache_miss_tokens);
        expect(usage.completion_tokens).toBeLessThanOrEqual(asked.maxTokens);
        for (const call of choices[0].message.tool_calls ?? []) {
          const given = chunks.flatMap((chunk) => chunk.choices[0].delta.tool_calls ?? []);
          const pieces = given.filter(({ index }) => index === call.index);
          expect(pieces.map((piece) => piece.function.arguments).join('')).toBe(call.function.arguments);
        }
        expect(chunks.map((chunk) => chunk.choices[0].delta.content ?? '').join('')).toBe(
          choices[0].message.content,
        );
      }),
      { numRuns: 1_000, seed: 1 },
    );
    expect(answered).toBeGreaterThan(100);
  });
});
