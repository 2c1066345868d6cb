import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFinder } from '../../../../src/text/createFinder.js';
import { createRedactor } from '../../../../src/text/createRedactor.js';
import { REDACTION_KINDS } from '../../../../src/text/redactionKinds.js';
import type { Chunk, SplitOptions } from '../../../../src/text/splitting/Chunk.js';
import { Splitter } from '../../../../src/text/splitting/Splitter.js';
import { splitText } from '../../../../src/text/splitting/splitText.js';
import { countTokens } from '../../../../src/text/tokens/countTokens.js';

const block = fc
  .tuple(
    fc.constantFrom('```', '````', '~~~'),
    fc.array(fc.constantFrom('let a = 1;', '# no heading', ''), { maxLength: 9 }),
  )
  .map(([mark, lines]) => `${mark}js\n${lines.map((line) => `${line}\n`).join('')}${mark}\n`);
const piece = fc.oneof(
  fc.constantFrom(
    'The whale was seen. Nobody spoke! ',
    'Mr. Starbuck said "no." ',
    '玄德大喜，遂以己志告之。云长曰：“善！”',
    '👨‍👩‍👧‍👦',
    '🇩🇪🇨🇳',
    'é́',
    '\r\n',
    '\n',
    '\n\n',
    '\r\n\r\n',
    '## Heading\n',
    'Chapter 7\n',
    'Title\n=====\n',
    '    ',
    '```\n',
    'x'.repeat(70),
    'e\u0301\u0323'.repeat(40),
    '\u{20000}',
  ),
  block,
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);
const document = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const options: fc.Arbitrary<SplitOptions> = fc.oneof(
  fc.record({ maxCharacters: fc.integer({ min: 16, max: 200 }), overlap: fc.nat(8) }),
  fc.record({ maxTokens: fc.integer({ min: 16, max: 80 }), overlap: fc.nat(8) }),
  fc.record({
    maxCharacters: fc.integer({ min: 30, max: 100 }),
    maxTokens: fc.integer({ min: 16, max: 40 }),
  }),
);
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const redactor = createRedactor(REDACTION_KINDS);
const redact = (text: string) => redactor(text, {});
const own = ({ text, overlap }: Chunk) => text.slice(overlap);

describe('splitText', () => {
  it('should not divide what must stay whole, nor repeat half of it', () => {
    const keepWhole = createFinder(REDACTION_KINDS);
    const digits = (length: number) =>
      fc
        .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
        .map((all) => all.join(''));
    const personal = fc.oneof(
      fc.tuple(digits(3), digits(4)).map(([area, line]) => `+1 415 ${area.replace(/^./, '5')} ${line}`),
      fc.constantFrom(
        'ann.lee@example.com',
        '4111 1111 1111 1111',
        'DE89 3704 0044 0532 0130 00',
        '078-05-1120',
      ),
    );
    const texts = fc
      .array(fc.oneof(personal, fc.constantFrom('call', 'or', 'write to', '写信给')), { maxLength: 40 })
      .map((words) => words.join(' , '));
    const sizes = fc.record({ maxCharacters: fc.integer({ min: 60, max: 200 }), overlap: fc.nat(30) });
    fc.assert(
      fc.property(texts, sizes, (text, split) => {
        // Only what the whole text gives away.
        fc.pre(!/[0-9@]/.test(redact(text)));
        const chunks = splitText(text, { ...split, keepWhole });
        expect(chunks.map(own).join('')).toBe(text);
        for (const chunk of chunks) expect(redact(chunk.text)).not.toMatch(/[0-9@]/);
      }),
    );
    // A private key is longer than a number.
    const key = `-----BEGIN PRIVATE KEY-----\n${`${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC'.repeat(2)}\n`.repeat(25)}-----END PRIVATE KEY-----`;
    const chunks = splitText(`${'word '.repeat(300)}${key}${' word'.repeat(300)}`, {
      keepWhole,
      overlap: 900,
    });
    expect(chunks.filter(({ text }) => text.includes('MIIE')).length).toBeGreaterThan(0);
    for (const { text } of chunks) expect(redact(text)).not.toContain('MIIE');
  });

  it('should divide what is longer than a chunk all the same', () => {
    const all = (text: string) => [{ start: 0, end: text.length }];
    const chunks = splitText('word '.repeat(40), { maxCharacters: 30, keepWhole: all });
    expect(chunks.map(own).join('')).toBe('word '.repeat(40));
  });

  it('should give back the text when its chunks are joined without what they repeat', () => {
    fc.assert(
      fc.property(document, options, (text, split) => {
        const chunks = splitText(text, split);
        expect(chunks.map(own).join('')).toBe(text);
        let start = 0;
        for (const chunk of chunks) {
          expect(chunk.start).toBe(start);
          expect(own(chunk)).not.toBe('');
          expect(text.slice(0, start).endsWith(chunk.text.slice(0, chunk.overlap))).toBe(true);
          start += own(chunk).length;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('should keep every chunk within its limits, and what is repeated within the overlap', () => {
    fc.assert(
      fc.property(document, options, (text, split) => {
        for (const { text: chunk, overlap } of splitText(text, split)) {
          expect(chunk.length).toBeLessThanOrEqual(split.maxCharacters ?? Number.POSITIVE_INFINITY);
          if (split.maxTokens !== undefined) expect(countTokens(chunk)).toBeLessThanOrEqual(split.maxTokens);
          const repeated = chunk.slice(0, overlap);
          const size = split.maxTokens === undefined ? overlap : countTokens(repeated);
          expect(size).toBeLessThanOrEqual(split.overlap ?? 0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('should never end within a grapheme that fits, nor within a character', () => {
    fc.assert(
      fc.property(document, options, (text, split) => {
        for (const { start } of splitText(text, split)) {
          const found = graphemes.segment(text).containing(start);
          if (found === undefined || found.index === start) continue;
          const { segment } = found;
          const fits =
            segment.length <= (split.maxCharacters ?? Number.POSITIVE_INFINITY) &&
            countTokens(segment) <= (split.maxTokens ?? Number.POSITIVE_INFINITY);
          expect(fits).toBe(false);
        }
        for (const chunk of splitText(text, split)) expect(/\p{Surrogate}/u.test(chunk.text)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('should divide alike however the text comes', () => {
    fc.assert(
      fc.property(
        document,
        options,
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
        (text, split, sizes) => {
          const splitter = new Splitter(split);
          const chunks: Chunk[] = [];
          const take = () => {
            for (let chunk = splitter.next(); chunk !== undefined; chunk = splitter.next())
              chunks.push(chunk);
          };
          for (let at = 0, turn = 0; at < text.length; turn++) {
            const size = sizes[turn % sizes.length] as number;
            splitter.push(text.slice(at, at + size));
            at += size;
            take();
          }
          splitter.end();
          take();
          expect(chunks).toEqual(splitText(text, split));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('should keep a block of code whole when it fits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(block, fc.constantFrom('Some words here. More of them!\n', '\n', '# A\n')), {
          maxLength: 20,
        }),
        fc.integer({ min: 30, max: 200 }),
        fc.nat(8),
        (pieces, maxCharacters, overlap) => {
          const text = pieces.join('');
          const starts = splitText(text, { maxCharacters, overlap }).map(({ start }) => start);
          let at = 0;
          for (const found of pieces) {
            const isBlock = /^[`~]{3}/.test(found) && found.length <= maxCharacters;
            if (isBlock)
              expect(starts.filter((start) => start > at && start < at + found.length)).toEqual([]);
            at += found.length;
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  const cut = (text: string, maxCharacters: number) => splitText(text, { maxCharacters }).map(own);

  it('should prefer headings to paragraphs, those to sentences, and sentences to lines and words', () => {
    expect(cut(`One two three four.\n\n# Five\nSix seven.\n\nEight ${'nine '.repeat(4)}`, 40)[0]).toBe(
      'One two three four.\n\n',
    );
    expect(cut('One two three four.\n\nFive six. Seven eight nine ten eleven', 38)[0]).toBe(
      'One two three four.\n\n',
    );
    expect(cut('One two three four.\nFive six. Seven eight\nnine ten eleven twelve', 45)[0]).toBe(
      'One two three four.\nFive six. ',
    );
    expect(cut('one two three four\nfive six seven eight nine ten', 24)[0]).toBe('one two three four\n');
    expect(cut('one two three four five six seven eight', 20)[0]).toBe('one two three four ');
    expect(cut('玄德大喜。云长曰：善。翼德不言，但饮酒而已，众皆大笑不止。', 16)[0]).toBe(
      '玄德大喜。云长曰：善。',
    );
  });

  it('should cut a block of code that does not fit by its lines, and know that it is still code', () => {
    const code = `~~~\n${'let value = 12;\n'.repeat(6)}~~~\n`;
    const chunks = cut(`Intro.\n\n${code}\nThe end. It is.`, 40);
    expect(chunks[0]).toBe('Intro.\n\n~~~\nlet value = 12;\n');
    expect(chunks.slice(1, 3)).toEqual(Array(2).fill('let value = 12;\nlet value = 12;\n'));
    expect(chunks.join('')).toBe(`Intro.\n\n${code}\nThe end. It is.`);
  });

  it('should begin what it repeats behind a sentence or a space', () => {
    const chunks = splitText(
      'The sea is calm. A ship comes near. All hands rise. Nobody says a word. Then it is gone.',
      {
        maxCharacters: 56,
        overlap: 26,
      },
    );
    expect(chunks.map(({ text }) => text)).toEqual([
      'The sea is calm. A ship comes near. All hands rise. ',
      'All hands rise. Nobody says a word. Then it is gone.',
    ]);
  });

  it('should pass a short text whole and make nothing of none', () => {
    expect(splitText('Hello')).toEqual([{ text: 'Hello', overlap: 0, start: 0 }]);
    expect(splitText('')).toEqual([]);
    expect(splitText('a '.repeat(2_000)).map(({ text }) => text.length)).toEqual([2_000, 2_000]);
  });

  it('should bound a chunk of white space, which costs no tokens', () => {
    expect(Math.max(...splitText('\n'.repeat(5_000), { maxTokens: 20 }).map(({ text }) => text.length))).toBe(
      160,
    );
  });

  it('should refuse a limit that no grapheme fits in, and an overlap above half of it', () => {
    expect(() => splitText('', { maxCharacters: 15 })).toThrow(
      'expected maxCharacters to be at least 16, got 15',
    );
    expect(() => splitText('', { maxTokens: Number.NaN })).toThrow(
      'expected maxTokens to be at least 16, got NaN',
    );
    expect(() => splitText('', { maxCharacters: 100, overlap: 51 })).toThrow(
      'expected overlap to be from 0 to half of the limit of 100, got 51',
    );
  });
});
