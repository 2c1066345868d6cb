import { describe, expect, it } from 'vitest';
import type { PriceTable } from '../../../../src/engine/money/PriceTable.js';
import { PRICES } from '../../../../src/engine/money/prices.js';
import { Quoter } from '../../../../src/engine/money/Quoter.js';
import { worstTokens } from '../../../../src/engine/money/worstTokens.js';
import type { Message } from '../../../../src/types/Message.js';
import type { Usage } from '../../../../src/types/Usage.js';
import { aPrompt } from '../../../helpers/aPrompt.js';
import { aReply } from '../../../helpers/aReply.js';

const user = (content: Message['content']): Message => ({ role: 'user', content });
const limits = { prices: [], maxOutputTokens: 8_000, contextTokens: 100_000 };
const inputOf = (messages: readonly Message[], params = {}) =>
  worstTokens(aPrompt({ messages, params }), undefined, limits).input;

describe('worstTokens', () => {
  it('should count bytes and leave room for the template', () => {
    const none = inputOf([user('')]) as number;
    expect(none).toBeGreaterThan(97);
    expect(inputOf([user('abc')])).toBe(none + 3);
    expect(inputOf([user('中文')])).toBe(none + 6);
    expect(inputOf([user([{ type: 'text', text: 'abc' }])])).toBeGreaterThanOrEqual(none + 3);
    expect(inputOf([{ role: 'assistant', content: '', reasoning_content: 'abc' }])).toBeGreaterThanOrEqual(
      none + 3,
    );
  });

  it('should count tools and their calls', () => {
    const call = { id: 'c', type: 'function' as const, function: { name: 'f', arguments: '{"a":1}' } };
    const plain = inputOf([user('')]) as number;
    expect(inputOf([user(''), { role: 'assistant', content: null, tool_calls: [call] }])).toBeGreaterThan(
      plain + 80,
    );
    expect(inputOf([user('')], { tools: [{ type: 'function', function: { name: 'f' } }] })).toBeGreaterThan(
      plain + 1_000,
    );
  });

  it('should take the whole context for what is no text', () => {
    const image = user([{ type: 'image_url', image_url: { url: 'https://x.example/a.png' } }]);
    expect(inputOf([image])).toBe(100_000);
    expect(inputOf([user('x'.repeat(200_000))])).toBe(100_000);
    expect(worstTokens(aPrompt({ messages: [image] }), undefined, { prices: [] }).input).toBeUndefined();
  });

  it.each([
    [undefined, undefined, 8_000],
    [undefined, { max_tokens: 100 }, 100],
    [{ max_tokens: 50 }, { max_tokens: 100 }, 50],
    [{ max_tokens: null }, { max_tokens: 100 }, 8_000],
    [{ max_tokens: 50, n: 3 }, undefined, 150],
    // Not known to DeepSeek, so it may be ignored.
    [{ max_completion_tokens: 50 }, undefined, 8_000],
  ])('should bound the answer by what is sent: %j over %j', (own, defaults, output) => {
    const params = own as Record<string, unknown> | undefined;
    expect(worstTokens(aPrompt(params && { params }), defaults, limits).output).toBe(output);
  });
});

describe('Quoter', () => {
  const offPeak = Date.parse('2026-11-23T12:00:00Z');
  const quoter = new Quoter(PRICES);
  const prompt = aPrompt({ params: { max_tokens: 1_000 } });

  it('should ask for the dearest of the time that the call may take', () => {
    const quote = quoter.quote(prompt, undefined, 'deepseek-flash');
    const cheap = quote.worstUsd(offPeak, offPeak + 600_000) as number;
    expect(cheap).toBeGreaterThan(0.0006);
    expect(cheap).toBeLessThan(0.00065);
    const beforePeak = Date.parse('2026-11-23T00:55:00Z');
    expect(quote.worstUsd(beforePeak, beforePeak + 600_000)).toBeCloseTo(2 * cheap, 10);
    expect(quote.worstUsd(beforePeak, beforePeak + 60_000)).toBeCloseTo(cheap, 10);
  });

  it('should charge the bill of the model that served it, at the dearest moment of the call', () => {
    const quote = quoter.quote(prompt, undefined, 'deepseek-flash');
    const usage = {
      promptTokens: 1_000,
      promptCacheHitTokens: 600,
      promptCacheMissTokens: 400,
      completionTokens: 100,
      reasoningTokens: 0,
    };
    const flash = (600 * 0.003 + 400 * 0.15 + 100 * 0.6) / 1e6;
    expect(quote.billedUsd(usage, 'deepseek-flash', offPeak, offPeak)).toBeCloseTo(flash, 12);
    expect(quote.billedUsd(usage, 'some-alias', offPeak, offPeak)).toBeCloseTo(flash, 12);
    const untilPeak = Date.parse('2026-11-24T01:00:01Z');
    expect(quote.billedUsd(usage, '', untilPeak - 2_000, untilPeak)).toBeCloseTo(2 * flash, 12);
    const pro = (600 * 0.022 + 400 * 0.66 + 100 * 1.98) / 1e6;
    expect(quote.billedUsd(usage, 'deepseek-v4-pro', offPeak, offPeak)).toBeCloseTo(pro, 12);
  });

  it('should take the hour that has just passed for part of the call: clocks differ', () => {
    const quote = quoter.quote(prompt, undefined, 'deepseek-flash');
    const cheap = quote.worstUsd(offPeak, offPeak) as number;
    const afterPeak = Date.parse('2026-11-23T04:00:00Z');
    expect(quote.worstUsd(afterPeak + 61_000, afterPeak + 120_000)).toBeCloseTo(cheap, 10);
    expect(quote.worstUsd(afterPeak + 59_000, afterPeak + 120_000)).toBeCloseTo(2 * cheap, 10);
  });

  it('should know no price of a time before there was one', () => {
    const quote = quoter.quote(prompt, undefined, 'deepseek-flash');
    expect(quote.worstUsd(0, 0)).toBeNull();
    expect(quote.billedUsd(aReply().usage as Usage, 'deepseek-flash', 0, 0)).toBeNull();
  });

  it('should count input at the price of the cache where that is dearer', () => {
    const worstAt = (hit: number, miss: number) => {
      const terms = { prices: [{ from: 0, offPeak: { hit, miss, output: 1 } }] };
      const table: PriceTable = { asOf: '', holidays: [], models: { m: terms } };
      return new Quoter(table).quote(prompt, undefined, 'm').worstUsd(offPeak, offPeak);
    };
    expect(worstAt(3, 2)).toBe(worstAt(2, 3));
    expect(worstAt(3, 2)).toBeGreaterThan(worstAt(2, 2) as number);
  });

  it('should say what is missing for an image', () => {
    const messages = [user([{ type: 'image_url', image_url: { url: 'https://x.example/a.png' } }])];
    const terms = { prices: [{ from: 0, offPeak: { hit: 1, miss: 1, output: 1 } }], maxOutputTokens: 9 };
    const table: PriceTable = { asOf: '', holidays: [], models: { m: terms } };
    expect(() => new Quoter(table).quote(aPrompt({ messages }), undefined, 'm')).toThrow(
      'nobody knows what images and files cost with m: set its contextTokens in the prices',
    );
  });

  it('should take the first name that has a price', () => {
    expect(
      quoter.quote(prompt, undefined, 'my-deployment', 'deepseek-flash').worstUsd(offPeak, offPeak),
    ).toBeGreaterThan(0);
  });

  it.each<[string, PriceTable, string]>([
    ['gpt-x', PRICES, 'nobody knows what gpt-x costs: add it to the prices'],
    [
      'm',
      {
        asOf: '',
        holidays: [],
        models: { m: { prices: [{ from: 0, offPeak: { hit: 1, miss: 1, output: 1 } }] } },
      },
      'nobody knows what an answer of m costs at most: set max_tokens, or its maxOutputTokens in the prices',
    ],
  ])('should say what is missing for %s', (model, prices, message) => {
    const quote = () => new Quoter(prices).quote(aPrompt(), undefined, model);
    expect(quote).toThrow(message);
    expect(quote).toThrow(expect.objectContaining({ code: 'unknown_price', attempts: 0, unbilled: true }));
  });
});
