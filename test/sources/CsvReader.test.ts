import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvReader } from '../../src/sources/csv/CsvReader.js';

/** All rows of a text that comes in pieces: the line of each, and its fields or its problem. */
function rowsOf(pieces: readonly string[], maxSize = 1_000, delimiter = ',') {
  const reader = new CsvReader(delimiter, maxSize);
  const rows: [number, readonly string[] | string][] = [];
  const drain = () => {
    for (let row = reader.next(); row !== undefined; row = reader.next())
      rows.push([reader.line, reader.problem ?? row]);
  };
  for (const piece of pieces) {
    reader.push(piece);
    drain();
  }
  reader.end();
  drain();
  return rows;
}

describe('CsvReader', () => {
  it('should read quotes, line ends within them, CRLF, blank lines and a last line without an end', () => {
    const text = 'id,q\r\n1,a"b\r\n\r\n2,"say ""x"",\r\nthen"\r\n3,\n"",z';
    expect(rowsOf([text])).toEqual([
      [1, ['id', 'q']],
      [2, ['1', 'a"b']],
      [4, ['2', 'say "x",\r\nthen']],
      [6, ['3', '']],
      [7, ['', 'z']],
    ]);
    // Whatever the pieces are.
    expect(rowsOf([...text])).toEqual(rowsOf([text]));
  });

  it('should lose one line to a bad row, and no other', () => {
    expect(rowsOf(['1,"a"b\n2,"open\n3,c\n4,d\n5,\uFFFD\n'])).toEqual([
      [1, 'text after a quote'],
      [2, 'quote not closed'],
      [3, ['3', 'c']],
      [4, ['4', 'd']],
      [5, 'not UTF-8'],
    ]);
  });

  it('should hold no more than a row may have, and go on behind it', () => {
    const long = 'x'.repeat(50);
    expect(rowsOf([...`1,${long}\n2,b\n3,"${long}\n4,d\n`], 20)).toEqual([
      [1, 'too long'],
      [2, ['2', 'b']],
      [3, 'too long'],
      [4, ['4', 'd']],
    ]);
  });

  it('should give back any table, however it is cut', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é') });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 9 }), fc.constantFrom('\n', '\r\n'), (rows, size, end) => {
        const text = rows
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',') + end)
          .join('');
        const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
        expect(rowsOf(pieces).map(([, fields]) => fields)).toEqual(rows);
      }),
      { numRuns: 100 },
    );
  });
});
