import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerBook } from '../../src/simulator/AnswerBook.js';
import { streamEvents, wholeBody } from '../../src/simulator/ChatAnswer.js';
import { ContextCache } from '../../src/simulator/ContextCache.js';
import { composeChat } from '../../src/simulator/composeChat.js';
import { readChatRequest } from '../../src/simulator/readChatRequest.js';
import { events } from './ask.js';

const models = new Map([['m', 'm']]);
const composer = {
  seed: 1,
  book: new AnswerBook(1),
  cache: new ContextCache(),
  answerLength: { medianTokens: 10, sigma: 0.5 },
  reasoningLength: { medianTokens: 10, sigma: 0.5 },
};
const optional = [
  'stream',
  'stream_options',
  'thinking',
  'reasoning_effort',
  'max_tokens',
  'stop',
  'tools',
  'tool_choice',
  'response_format',
  'user_id',
  'temperature',
];
const likely = fc.oneof(
  fc.boolean(),
  fc.constantFrom({ type: 'disabled' }, { type: 'json_object' }, { include_usage: true }, 'none', 1, null),
  fc.constant([
    { function: { name: 'f"', parameters: { type: 'object', required: ['a'], properties: null } } },
  ]),
  fc.jsonValue({ maxDepth: 3 }),
);
const message = fc.record(
  {
    role: fc.constantFrom('user', 'assistant', 'tool', 'system'),
    content: fc.oneof(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 2 })),
    tool_calls: likely,
    reasoning_content: likely,
  },
  { requiredKeys: ['role', 'content'] },
);

describe('readChatRequest', () => {
  it('should refuse or answer whatever comes, in valid JSON whose tokens add up', () => {
    let answered = 0;
    const body = fc.record({
      model: fc.constant('m'),
      messages: fc.array(message, { maxLength: 3 }),
      rest: fc.dictionary(fc.constantFrom(...optional), likely, { maxKeys: 3 }),
    });
    fc.assert(
      fc.property(body, ({ rest, ...fields }) => {
        const asked = readChatRequest(JSON.stringify({ ...fields, ...rest }), models);
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
        expect(chunks.map((chunk) => chunk.choices[0].delta.content ?? '').join('')).toBe(
          choices[0].message.content,
        );
      }),
      { numRuns: 1_000, seed: 1 },
    );
    expect(answered).toBeGreaterThan(100);
  });
});
