import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColdReplies } from '../../src/cache/ColdReplies.js';
import { KeptReply } from '../../src/engine/KeptReply.js';
import type { Reply } from '../../src/types/Reply.js';
import { aReply } from '../helpers/aReply.js';

const call = { id: 'c1', type: 'function', function: { name: 'sky', arguments: '{"hour":"正午"}' } } as const;
const kept = (fields: Partial<Reply> = {}) => new KeptReply(aReply(fields));
const usage = aReply().usage as NonNullable<Reply['usage']>;

const replies: Readonly<Record<string, Partial<Reply>>> = {
  'a plain reply': {},
  'no text': { text: '' },
  'text beyond ASCII': { text: 'Ä漢字🌧' },
  'reasoning and calls': { reasoning: 'Hm', toolCalls: [call] },
  'reasoning that is empty': { reasoning: '' },
  'calls without reasoning': { text: '', toolCalls: [call, call] },
  'little known of it': { usage: null, costUsd: null, rawFinishReason: null },
  'every number another': {
    usage: {
      promptTokens: 1,
      promptCacheHitTokens: 2,
      promptCacheMissTokens: 3,
      completionTokens: 4,
      reasoningTokens: 5,
    },
    costUsd: 0.1 + 0.2,
    attempts: 3,
    latencyMs: 1234.5,
    ttftMs: 7,
  },
};

describe('ColdReplies', () => {
  it.each(Object.entries(replies))('should give back %s', (_, fields) => {
    const cold = new ColdReplies();
    // Between others, so that a border would be seen.
    cold.add(kept({ text: 'before' }));
    const place = cold.add(kept(fields)) as number;
    cold.add(kept({ text: 'behind' }));
    expect(cold.read(place)).toEqual(kept(fields));
  });

  it.each([
    ['half a character', { text: 'a\ud83c' }],
    ['half a character in its reasoning', { reasoning: '\ude00' }],
    ['a text that is no text', { text: 5 as unknown as string }],
    ['a number that is none', { latencyMs: Number.NaN }],
    ['a count that is a text', { usage: { ...usage, completionTokens: '5' as unknown as number } }],
    ['a cost without end', { costUsd: Number.POSITIVE_INFINITY }],
    ['a text that is too long', { text: 'x'.repeat(20_000) }],
  ])('should not take one with %s', (_, fields) => {
    expect(new ColdReplies().add(kept(fields))).toBeUndefined();
  });

  it('should keep apart who answered, up to 64 of them', () => {
    const cold = new ColdReplies();
    const models = Array.from({ length: 64 }, (_, index) => `model-${index}`);
    const places = models.map((model) => cold.add(kept({ model })) as number);
    expect(places.map((place) => cold.read(place).model)).toEqual(models);
    expect(cold.add(kept({ model: 'one more' }))).toBeUndefined();
    expect(cold.read(cold.add(kept({ model: 'model-7' })) as number).model).toBe('model-7');
    const others: Partial<Reply>[] = [
      {},
      { route: 'other' },
      {},
      { finishReason: 'length' },
      { rawFinishReason: null },
    ];
    const second = new ColdReplies();
    const read = others.map((fields) => second.read(second.add(kept(fields)) as number));
    expect(read).toEqual(others.map(kept));
  });

  it('should say how much a record takes', () => {
    const cold = new ColdReplies();
    const bytes = (text: string) => cold.bytesAt(cold.add(kept({ text })) as number);
    expect(bytes('x'.repeat(800)) - bytes('')).toBe(800);
    expect(bytes('漢'.repeat(800)) - bytes('')).toBe(2_400);
  });

  it('should use a page again when all of its records are gone', () => {
    const cold = new ColdReplies();
    const places: number[] = [];
    for (let index = 0; index < 50_000; index++) {
      places.push(cold.add(kept({ text: `${index}${'x'.repeat(400)}` })) as number);
      if (index >= 1_000) cold.remove(places[index - 1_000] as number);
    }
    // A thousand records of half a kilobyte take two pages; one is written to, one is emptied.
    expect(cold.pages).toBeLessThanOrEqual(4);
    expect(cold.read(places.at(-1) as number).text).toMatch(/^49999x/);
  });

  it('should not write over what came after a page was emptied in the midst of it', () => {
    const cold = new ColdReplies();
    cold.remove(cold.add(kept()) as number);
    const texts = Array.from({ length: 1_500 }, (_, index) => `${index}${'x'.repeat(400)}`);
    const places = texts.map((text) => cold.add(kept({ text })) as number);
    expect(places.map((place) => cold.read(place).text)).toEqual(texts);
  });

  it('should be what a Map is, whatever comes and goes', () => {
    const steps = fc.array(fc.tuple(fc.nat(9), fc.nat(10_000)), { maxLength: 400, size: 'max' });
    fc.assert(
      fc.property(steps, (course) => {
        const cold = new ColdReplies();
        const known = new Map<number, { place: number; text: string }>();
        course.forEach(([name, length], index) => {
          const old = known.get(name);
          if (old !== undefined) cold.remove(old.place);
          const text = `${index}`.padEnd(length, 'é');
          known.set(name, { place: cold.add(kept({ text })) as number, text });
          for (const { place, text } of known.values()) expect(cold.read(place).text).toBe(text);
        });
      }),
      { numRuns: 50 },
    );
  });
});
