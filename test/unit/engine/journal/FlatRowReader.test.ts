import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markOf } from '../../../../src/engine/journal/DoneRows.js';
import { FlatRowReader } from '../../../../src/engine/journal/FlatRowReader.js';
import { rowOf } from '../../../../src/sinks/rowOf.js';
import { promptHash } from '../../../../src/text/promptHash.js';
import type { Outcome } from '../../../../src/types/Outcome.js';
import { aFailure, anAnswer } from '../../../helpers/anOutcome.js';
import { aPrompt } from '../../../helpers/aPrompt.js';

/** Reads `row` from the middle of a larger buffer; what stands around it must not matter. */
function read(row: string) {
  const reader = new FlatRowReader();
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

describe('FlatRowReader', () => {
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
          expect(read(rowOf(outcome))).toEqual({ seq, mark: markOf(promptHash(prompt)), failed: !ok });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('should read a row that somebody has written anew', () => {
    const row = JSON.parse(rowOf(anAnswer({ seq: 7 })));
    const spaced = JSON.stringify(row, null, 1).replaceAll('\n', ' ');
    const { seq, ...rest } = row;
    for (const text of [spaced, JSON.stringify({ ...rest, seq })]) {
      expect(read(text)).toEqual({ seq: 7, mark: markOf(row.prompt_hash), failed: false });
    }
  });

  it('should take no line for a row that is none, wherever a row was cut', () => {
    const row = rowOf(anAnswer({ seq: 3 }));
    for (let length = 0; length < row.length; length++) expect(read(row.slice(0, length))).toBeUndefined();
    const others = [
      '{}',
      '[]',
      'null',
      '"seq"',
      '{"seq":-1,"id":"a","status":"ok","prompt_hash":"3c825f4aa8367a6c"}',
      '{"seq":1.5,"id":"a","status":"ok","prompt_hash":"3c825f4aa8367a6c"}',
      '{"seq":1,"id":"a","status":"odd","prompt_hash":"3c825f4aa8367a6c"}',
      '{"seq":1,"id":"a","status":"ok","prompt_hash":"3c825f4aa836"}',
      '{"seq":99999999999999999999,"id":"a","status":"ok","prompt_hash":"3c825f4aa8367a6c"}',
    ];
    for (const other of others) expect(read(other)).toBeUndefined();
  });
});
