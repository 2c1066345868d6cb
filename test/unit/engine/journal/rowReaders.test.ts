import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markOf } from '../../../../src/engine/journal/DoneRows.js';
import { readerOf } from '../../../../src/engine/journal/readerOf.js';
import { batchRowOf } from '../../../../src/sinks/batchRowOf.js';
import { rowOf } from '../../../../src/sinks/rowOf.js';
import { promptHash } from '../../../../src/text/promptHash.js';
import type { Outcome } from '../../../../src/types/Outcome.js';
import { aFailure, anAnswer } from '../../../helpers/anOutcome.js';
import { aPrompt } from '../../../helpers/aPrompt.js';

/** Reads `row` from the middle of a larger buffer; what stands around it must not matter. */
function read(row: string, format: string) {
  const reader = readerOf(format);
  const around = '{"seq":99,"id":"x","status":"error"}\n';
  const bytes = Buffer.from(`${around}${row}\n${around}`);
  const start = Buffer.byteLength(around);
  const found = reader.read(bytes, start, start + Buffer.byteLength(row));
  return found ? { seq: reader.seq, mark: reader.mark, failed: reader.failed } : undefined;
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '"',
    '\\',
    '","status":"error"',
    ',"prompt_hash":"ffffffffffffffff"',
    '"}',
    '\n',
    'é',
    '💥',
  ),
);
const text = fc.array(hostile, { maxLength: 4 }).map((parts) => parts.join(''));
const input = fc.option(
  fc.dictionary(text, fc.oneof(text, fc.constant({ prompt_hash: 'ffffffffffffffff' }))),
);

describe.each([
  ['flat', rowOf],
  ['batch', batchRowOf],
])('the reader of %s rows', (format, rowOf) => {
  it('should read of any row of ours what JSON.parse would', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1e9 }),
        text,
        text,
        input,
        fc.boolean(),
        fc.option(fc.nat(3)),
        (seq, id, words, fields, ok, part) => {
          const prompt = aPrompt({
            seq,
            messages: [{ role: 'user', content: words }],
            ...(fields !== null && { input: fields }),
            ...(part !== null && { part }),
          });
          const outcome: Outcome = ok
            ? anAnswer({ seq, id, prompt, text: words })
            : aFailure({ seq, id, prompt, error: { message: words, body: words } });
          expect(read(rowOf(outcome), format)).toEqual({
            seq,
            mark: markOf(promptHash(prompt)),
            failed: !ok,
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('should read a row that somebody has written anew', () => {
    const text = rowOf(anAnswer({ seq: 7 }));
    const { id, seq, ...rest } = JSON.parse(text);
    const mark = markOf(promptHash(aPrompt({ seq: 7 })));
    const spaced = text.replaceAll('":', '": ').replaceAll(',"', ', "');
    for (const other of [spaced, JSON.stringify({ ...rest, seq, id })]) {
      expect(read(other, format)).toEqual({ seq: 7, mark, failed: false });
    }
  });

  it('should take no line for a row that is none, wherever a row was cut', () => {
    const row = rowOf(anAnswer({ seq: 3, text: '{}'.repeat(9) }));
    for (let length = 0; length < row.length; length++)
      expect(read(row.slice(0, length), format)).toBeUndefined();
    const others = ['{}', '[]', 'null', '"seq"', '1'].map((text) => text);
    const fields = [
      '"seq":-1',
      '"seq":1.5',
      '"seq":"1"',
      '"status":"odd"',
      '"prompt_hash":"3c825f4aa836"',
      '"prompt_hash":1',
    ];
    for (const field of [...fields, '"seq":99999999999999999999']) {
      const [name = ''] = field.split(':');
      others.push(row.replace(new RegExp(`${name}:("[^"]*"|\\d+)`), field));
    }
    for (const other of others) expect([other, read(other, format)]).toEqual([other, undefined]);
  });
});
