import { describe, expect, it } from 'vitest';
import { worstTokens } from '../../../../src/engine/money/worstTokens.js';
import type { Message } from '../../../../src/types/Message.js';
import type { Params } from '../../../../src/types/Params.js';
import { aPrompt } from '../../../helpers/aPrompt.js';

const terms = { prices: [], maxOutputTokens: 1_000, contextTokens: 50_000 };
const template = 256;
const message = 16;

/** For messages with these contents, of a user each. */
function input(contents: readonly unknown[], params?: Params, defaults?: Params, known: object = terms) {
  const messages = contents.map((content) => ({ role: 'user', content }) as Message);
  const prompt = aPrompt({ messages, ...(params !== undefined && { params }) });
  return worstTokens(prompt, defaults, { prices: [], ...known }).input;
}
const output = (params?: Params, defaults?: Params, known: object = terms) =>
  worstTokens(aPrompt(params && { params }), defaults, { prices: [], ...known }).output;

describe('worstTokens', () => {
  it('should count the bytes of text, and something round each message', () => {
    expect(input(['abc'])).toBe(template + message + 4 + 3);
    expect(input(['é💥', 'a'])).toBe(template + 2 * (message + 4) + 6 + 1);
    expect(input([null])).toBe(template + message + 4);
    const parts = [
      { type: 'text', text: 'ab' },
      { type: 'text', text: 'é' },
    ];
    expect(input([parts])).toBe(template + message + 4 + (message + 2) + (message + 2));
  });

  it('should count other fields of a message by their JSON, four times', () => {
    const turn = { role: 'assistant', content: 'a', name: 'bc', tool_calls: [{ id: 1 }], odd: null };
    const { input } = worstTokens(aPrompt({ messages: [turn as unknown as Message] }), undefined, terms);
    expect(input).toBe(template + message + 9 + 1 + 2 + 4 * '[{"id":1}]'.length);
    const list = { role: 'user', content: 'a', parts: [{ type: 'text', text: 'b' }] };
    expect(worstTokens(aPrompt({ messages: [list] }), undefined, terms).input).toBe(
      template + message + 4 + 1 + 4 * '[{"type":"text","text":"b"}]'.length,
    );
  });

  it.each([
    ['a picture', [{ type: 'image_url', image_url: {} }]],
    ['a picture that says it is a text too', [{ type: 'image_url', text: 'x' }]],
    ['a text without one', [{ type: 'text' }]],
    ['nothing', [null]],
  ])('should take %s for all that the context holds, and without a bound for no bound', (_, content) => {
    expect(input(['a', content, 'b'])).toBe(50_000);
    expect(input(['a', content, 'b'], { tools: [] }, undefined, {})).toBeUndefined();
  });

  it('should not go over the context, which may be unknown', () => {
    expect(input(['x'.repeat(60_000)])).toBe(50_000);
    expect(input(['x'.repeat(60_000)], undefined, undefined, {})).toBe(template + message + 4 + 60_000);
  });

  it.each(['tools', 'functions', 'response_format'])(
    'should count %s, of the prompt or else the default',
    (field) => {
      const plain = template + message + 4 + 1;
      const more = plain + 1_024 + 4 * '{"a":1}'.length;
      expect(input(['a'], { [field]: { a: 1 } })).toBe(more);
      expect(input(['a'], { [field]: { a: 1 } }, { [field]: { long: 'default' } })).toBe(more);
      expect(input(['a'], { [field]: undefined }, { [field]: { a: 1 } })).toBe(more);
      expect(input(['a'], {}, { [field]: { a: 1 } })).toBe(more);
      expect(input(['a'], undefined, { [field]: { a: 1 } })).toBe(more);
      // One that is null takes the default away.
      expect(input(['a'], { [field]: null }, { [field]: { a: 1 } })).toBe(plain);
    },
  );

  it('should bound the answer by max_tokens, else by the model, for each of n', () => {
    expect(output({ max_tokens: 7 }, { max_tokens: 9 })).toBe(7);
    expect(output(undefined, { max_tokens: 9 })).toBe(9);
    expect(output({ max_tokens: null } as unknown as Params, { max_tokens: 9 })).toBe(1_000);
    expect(output({ max_tokens: 7, n: 3 })).toBe(21);
    expect(output({ max_tokens: 7, n: 0.5 })).toBe(7);
    for (const odd of [0, -1, '7'])
      expect(output({ max_tokens: odd, n: odd } as unknown as Params)).toBe(1_000);
    expect(output({ n: 3 }, undefined, {})).toBeUndefined();
  });
});
