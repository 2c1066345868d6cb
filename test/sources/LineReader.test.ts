import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineReader } from '../../src/sources/LineReader.js';

function read(chunks: readonly (Uint8Array | string)[], maxLineBytes = 1_000) {
  const reader = new LineReader(maxLineBytes);
  const lines: [number, string, string?][] = [];
  const take = (text: string | undefined) => {
    if (text === undefined) return false;
    lines.push(reader.problem === undefined ? [reader.line, text] : [reader.line, text, reader.problem]);
    return true;
  };
  for (const chunk of chunks) {
    reader.push(chunk);
    while (take(reader.next()));
  }
  take(reader.last());
  return lines;
}

describe('LineReader', () => {
  it('should read lines with LF and CRLF, and a last one without an end', () => {
    expect(read(['a\nb\r\nc'])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
  });

  it('should skip blank lines but count them', () => {
    expect(read(['\n \t\r\na\n\n\n  b \n \n'])).toEqual([
      [3, 'a'],
      [6, '  b '],
    ]);
  });

  /** Of each length in UTF-8, and a mark that is none of the beginning. */
  const WHITE = ['\u00a0', '\u1680', '\u2003', '\u3000', '\ufeff'];

  it('should skip lines of white space beyond ASCII, too', () => {
    const text = ['first', ...WHITE, `${WHITE.join('')}x`, 'last', ''].join('\n');
    expect(read([text])).toEqual([
      [1, 'first'],
      [7, `${WHITE.join('')}x`],
      [8, 'last'],
    ]);
  });

  it('should pass over no line that may be blank without a look at it', () => {
    const reader = new LineReader(1_000);
    reader.push(['first', ...WHITE, 'é', '漢', '🌧', '{}', ''].join('\n'));
    reader.next();
    expect(WHITE.map(() => reader.pass())).toEqual([false, false, false, false, false]);
    expect([reader.next(), reader.line]).toEqual(['é', 7]);
    expect([reader.pass(), reader.pass(), reader.pass(), reader.line]).toEqual([true, true, true, 10]);
  });

  it('should drop a byte order mark, also one that is cut in two', () => {
    const bytes = Buffer.from('\uFEFFhello\nworld\n');
    expect(read([bytes])).toEqual(read([bytes.subarray(0, 2), bytes.subarray(2)]));
    expect(read([bytes])[0]).toEqual([1, 'hello']);
  });

  it('should read the same lines however the bytes are cut', () => {
    const line = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replace(/[\r\n]/g, '')),
      fc.constantFrom('', '  ', 'plain', '€uro', '\uFFFD', ...WHITE),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 20 }),
        line,
        fc.array(fc.nat({ max: 400 }), { maxLength: 10 }),
        (lines, last, cuts) => {
          const bytes = Buffer.from(lines.map((pair) => pair.join('')).join('') + last);
          const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
          const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
          const expected = [...lines.map(([text]) => text), last].flatMap((text, index) =>
            text.trim() === '' ? [] : [[index + 1, text]],
          );
          expect(read(chunks)).toEqual(expected);
        },
      ),
    );
  });

  it('should name lines that are too long and go on, wherever they are cut', () => {
    const text = `ok\n${'x'.repeat(50)}\nfine\n${'y'.repeat(10)}\r\nend${'z'.repeat(40)}`;
    const expected = [
      [1, 'ok'],
      [2, '', 'too long'],
      [3, 'fine'],
      [4, 'y'.repeat(10)],
      [5, '', 'too long'],
    ];
    expect(read([text], 10)).toEqual(expected);
    expect(read([...text], 10)).toEqual(expected);
  });

  it('should name lines that are not UTF-8 and go on', () => {
    const bytes = Buffer.concat([
      Buffer.from('ok\n'),
      Buffer.from([0xc3, 0x28, 10]),
      Buffer.from('\uFFFD is valid\n'),
    ]);
    const expected = [
      [1, 'ok'],
      [2, '', 'not UTF-8'],
      [3, '\uFFFD is valid'],
    ];
    expect(read([bytes])).toEqual(expected);
    expect(read([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it('should hold no more of a long line than it may', () => {
    const reader = new LineReader(1_000);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 1_000; i++) {
      reader.push(Buffer.alloc(64 * 1024, 'x'));
      expect(reader.next()).toBeUndefined();
    }
    global.gc?.();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(80e6);
    reader.push('\nnext\n');
    expect(reader.next()).toBe('');
    expect(reader.problem).toBe('too long');
    expect(reader.next()).toBe('next');
  });
});
