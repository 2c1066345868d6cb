import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { markOf } from '../../../../src/engine/journal/DoneRows.js';
import { parseRow } from '../../../../src/engine/journal/RowReader.js';
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
  return found ? { seq: reader.seq, part: reader.part, mark: reader.mark, failed: reader.failed } : undefined;
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
  afterEach(() => void vi.restoreAllMocks());

  it('should read of any row of ours what JSON.parse would', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 1e9 }),
        text,
        text,
        input,
        fc.boolean(),
        fc.option(fc.nat(300)),
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
            part: part ?? undefined,
            mark: markOf(promptHash(prompt)),
            failed: !ok,
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  /** A short row and a long one, both of ours, and one of a failure. */
  const rowsOfOurs = () => [
    rowOf(anAnswer({ seq: 0, id: 'a"\\', text: '', prompt: aPrompt({ seq: 0, id: 'a"\\' }) })),
    rowOf(anAnswer({ seq: 1_234_567, prompt: aPrompt({ seq: 1_234_567, input: { x: 'y' } }) })),
    rowOf(aFailure({ seq: 9, prompt: aPrompt({ seq: 9 }) })),
    rowOf(anAnswer({ seq: 7, prompt: aPrompt({ seq: 7, part: 12 }) })),
    rowOf(aFailure({ seq: 10, error: { message: '"}}' }, prompt: aPrompt({ seq: 10, input: {} }) })),
  ];

  it('should read a row of ours without parsing it, and parse any other', () => {
    const ours = rowsOfOurs();
    const parse = vi.spyOn(JSON, 'parse');
    for (const row of ours) expect([row, read(row, format) !== undefined]).toEqual([row, true]);
    expect(parse).not.toHaveBeenCalled();
    for (const row of ours) read(row.replace('"seq":', '"seq": '), format);
    expect(parse).toHaveBeenCalledTimes(ours.length);
  });

  it('should never take a row for another one, whichever byte of it is changed, missing or too many', () => {
    const fields = (row: object) => (format === 'batch' ? (row as { meta?: unknown }).meta : row);
    for (const row of rowsOfOurs()) {
      for (let at = 0; at < row.length; at++) {
        for (const other of ['', '"', '0', 'a', '\\', ',', row.slice(at, at + 1).repeat(2)]) {
          const changed = row.slice(0, at) + other + row.slice(at + 1);
          const found = read(changed, format);
          const parsed = parseRow(changed, fields);
          // What cannot be parsed may pass: its position and its hash are whole, and nothing else is looked at.
          if (parsed === undefined) continue;
          const { seq, part, status, promptHash } = parsed;
          const wanted = { seq, part, mark: markOf(promptHash), failed: status === 'error' };
          expect([changed, found]).toEqual([changed, wanted]);
        }
      }
    }
  });

  it('should read a row that somebody has written anew', () => {
    const text = rowOf(anAnswer({ seq: 7 }));
    const { id, seq, ...rest } = JSON.parse(text);
    const mark = markOf(promptHash(aPrompt({ seq: 7 })));
    const spaced = text.replaceAll('":', '": ').replaceAll(',"', ', "');
    for (const other of [spaced, JSON.stringify({ ...rest, seq, id })]) {
      expect(read(other, format)).toEqual({ seq: 7, mark, failed: false });
    }
    const failure = rowOf(aFailure({ seq: 7 })).replaceAll('":', '": ');
    expect(read(failure, format)).toEqual({ seq: 7, mark, failed: true });
  });

  it('should take no line for a row that is none, wherever a row was cut', () => {
    const row = rowOf(anAnswer({ seq: 3, text: '{}'.repeat(9) }));
    for (let length = 0; length < row.length; length++)
      expect(read(row.slice(0, length), format)).toBeUndefined();
    const others = ['{}', '[]', 'null', '"seq"', '1'];
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
