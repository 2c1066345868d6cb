import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ownSample } from '../../../bench/pii/ownSample.js';
import { createFinder } from '../../../src/text/createFinder.js';
import { createRedactor } from '../../../src/text/createRedactor.js';
import { REDACTION_KINDS } from '../../../src/text/redactionKinds.js';

const find = createFinder(REDACTION_KINDS);
const redact = createRedactor(REDACTION_KINDS);
const { labelled, clean } = ownSample();

/** What detectors look at: signs, beginnings, words that speak of numbers, other scripts, halves of characters. */
const PIECES =
  '@|.|-|+|:|::|-eyJa1|/|(|)|"|<|>|[|]|=|_|x|a@|@b.|"a b"@|+44 |0044|00|1|12|123|4111|41111|0.1|1.|-1|5551234|00:1A|f:1|fe80::|DE89 |GB29NWBK|HR12 1001 |4111-1111-|123-45-|415-555-|sk-|sk-a1|eyJa1234567.|Bearer |api_key=|SG.aaaaaaaaaaaaaaaa|-----BEGIN PRIVATE KEY-----|-----END PRIVATE KEY-----|phone |call me at |no. |line |order |身份证|手机：|1101011990|１２|＠|\u200b|\u00a0|\u0661|\ud83c|\udfc6|é|端|例子.公司|, |; |\n'.split(
    '|',
  );
const pieces = fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 8, unit: 'binary' })), {
  maxLength: 30,
});
const texts = pieces.map((some) => some.join(''));
const sentences = fc.constantFrom(...labelled.map(({ text }) => text), ...clean);
/** With a sign that shows nothing: what is read then is a copy without it. */
const marked = fc.tuple(sentences, sentences).map((pair) => pair.join('\u200b'));

describe('redaction of any text', () => {
  it('should leave all around its finds, and the same string when there is none', () => {
    fc.assert(
      fc.property(fc.oneof(texts, sentences, marked), (text) => {
        const found = find(text);
        let expected = '';
        let done = 0;
        for (const { start, end, kind } of found) {
          expect(start).toBeGreaterThanOrEqual(done);
          expect(text.slice(start, end)).toMatch(/^[^\s,;].*[^\s,;]$/s);
          expected += `${text.slice(done, start)}[${kind.toUpperCase().replaceAll('-', '_')}]`;
          done = end;
        }
        const counts: Record<string, number> = {};
        expect(redact(text, counts)).toBe(expected + text.slice(done));
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(found.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('should find nothing in what it has redacted of people’s sentences, however they are joined', () => {
    const words = fc.array(
      fc.tuple(sentences, fc.constantFrom(' ', '\n', ', ', ': ', ' - ', '，', '\t', '"')),
      {
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(words, (some) => {
        const once = redact(some.flat().join(''), {});
        expect(redact(once, {})).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it('should come to an end with any text: what a find has hidden is found the next time', () => {
    fc.assert(
      fc.property(texts, (text) => {
        let redacted = text;
        for (let pass = 0; pass < 3; pass++) redacted = redact(redacted, {});
        expect(redact(redacted, {})).toBe(redacted);
      }),
      { numRuns: 2_000 },
    );
  });

  it('should find in texts that are joined what it finds in each', () => {
    // So far from each other no words of one speak of the numbers of the other.
    const between = `\n${'and so on, '.repeat(4)}\n`;
    fc.assert(
      fc.property(sentences, sentences, (one, other) => {
        const apart = redact(one, {}) + between + redact(other, {});
        expect(redact(one + between + other, {})).toBe(apart);
      }),
      { numRuns: 1_000 },
    );
  });

  it('should take time in proportion to the length, whatever is repeated', () => {
    const units = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(units, (some) => {
        const unit = some.join('');
        const small = milliseconds(unit, 40_000, 3);
        const large = milliseconds(unit, 320_000, 1);
        // Eight times the length: 64 times the work if it were quadratic.
        expect({ unit, small, large, isLinear: large < 20 * small + 40 }).toMatchObject({ isLinear: true });
      }),
      // Each by itself, and some together.
      { examples: PIECES.map((piece) => [[piece]]), numRuns: PIECES.length + 30 },
    );
  });
});

/** Of this process alone: the machine may be busy. The text ends in something to find, so that no gate spares it. */
function milliseconds(unit: string, length: number, passes: number): number {
  const text = `${unit.repeat(Math.ceil(length / unit.length))} 1 a@b.example`;
  let least = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < passes; pass++) {
    const before = process.cpuUsage();
    redact(text, {});
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}
