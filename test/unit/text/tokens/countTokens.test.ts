import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTokens } from '../../../../src/text/tokens/countTokens.js';
import { promptTokens } from '../../../../src/text/tokens/promptTokens.js';
import samples from '../../../data/token-samples.json' with { type: 'json' };
import { aPrompt } from '../../../helpers/aPrompt.js';

describe('countTokens', () => {
  // Counted by the tokenizer of DeepSeek V3.
  it.each(samples)('should be near for a single paragraph: $name', ({ text, tokens }) => {
    expect(countTokens(text) / tokens).toBeGreaterThan(0.84);
    expect(countTokens(text) / tokens).toBeLessThan(1.16);
  });

  it.each([
    ['English', /English/],
    ['Chinese', /Chinese/],
    ['code', /TypeScript|Python|JSON/],
  ])('should be within 10 %% for %s', (_, names) => {
    const some = samples.filter(({ name }) => names.test(name));
    const counted = some.reduce((sum, { text }) => sum + countTokens(text), 0);
    const real = some.reduce((sum, { tokens }) => sum + tokens, 0);
    expect(Math.abs(counted / real - 1)).toBeLessThan(0.1);
  });

  it.each([
    ['', 0],
    ['a', 1],
    [' the', 1],
    ['1234567', 3],
    ['\n\n', 1],
    ['    x', 2],
    ['x    ', 2],
    ['x   1', 3],
    ['f(x)', 3],
    ['!!!!', 2],
    ['日', 1],
    ['我们', 1],
    ['😀', 2],
  ])('should cut as the tokenizer does: %j', (text, tokens) => expect(countTokens(text)).toBe(tokens));

  it('should never be more than the bytes, nor less than nothing, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const tokens = countTokens(text);
        expect(tokens).toBeGreaterThanOrEqual(0);
        expect(tokens).toBeLessThanOrEqual(1.3 * Buffer.byteLength(text) + 1);
      }),
    );
  });

  it('should take linear time on hostile input', () => {
    for (const piece of [' ', '\n', 'a', 'A', '(', '1', '中', 'é', ' (', '\n ', '((a']) {
      const text = piece.repeat(400_000);
      // Of this process alone, whatever else the machine does.
      const begin = process.cpuUsage();
      countTokens(text);
      expect(process.cpuUsage(begin).user, JSON.stringify(piece)).toBeLessThan(2_000_000);
    }
  });
});

describe('a word in small letters behind a space', () => {
  it.each([
    [' water', 106],
    [' end.', 202],
    [' water2', 206],
    // It goes on: with a capital, with a letter of another script.
    [' aB', 160],
    [' getName', 223],
    [' ab\u00e9', 132],
    [' na\u00efve', 204],
  ])('should be read to its end: a hundred times %j', (word, tokens) => {
    expect(countTokens(word.repeat(100))).toBe(tokens);
  });
});

describe('promptTokens', () => {
  // As recorded: 18 tokens without thinking, 97 with it.
  const prompt = aPrompt({
    messages: [{ role: 'user', content: 'What is 2 + 2? Answer with just the number.' }],
  });

  it('should count the template', () => {
    expect(promptTokens(prompt, undefined, false)).toBe(18);
    expect(promptTokens(prompt, undefined, true)).toBe(97);
  });

  it('should count system, answers, parts and tools', () => {
    const count = (messages: NonNullable<typeof prompt.messages>, params = {}) =>
      promptTokens(aPrompt({ messages, params }), undefined, false);
    expect(count([{ role: 'system', content: 'Be brief.' }, ...prompt.messages])).toBe(21);
    expect(count([...prompt.messages, { role: 'assistant', content: '4' }])).toBe(20);
    expect(count([{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }])).toBe(5);
    expect(count([{ role: 'user', content: [{ type: 'image_url' }] }])).toBeGreaterThan(100);
    expect(count(prompt.messages, { tools: [{ type: 'function' }] })).toBeGreaterThan(20);
  });
});
