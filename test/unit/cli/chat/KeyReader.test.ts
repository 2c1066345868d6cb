import { describe, expect, it } from 'vitest';
import { KeyReader, type Keys } from '../../../../src/cli/chat/input/KeyReader.js';

const START = '\u001b[200~';
const END = '\u001b[201~';
const read = (...chunks: string[]): Keys[] => {
  const reader = new KeyReader();
  return chunks.flatMap((chunk) => [...reader.read(chunk)]);
};
const keys = (text: string): Keys => ({ type: 'keys', text });
/** Neighbours of a kind as one: where chunks end is of no matter. */
const joined = (found: readonly Keys[]) =>
  found.reduce<string[]>((all, one) => {
    const said = one.type === 'newline' ? '' : one.text;
    const kind = `${one.type}:`;
    if (all.at(-1)?.startsWith(kind)) all.push((all.pop() as string) + said);
    else all.push(kind + said);
    return all;
  }, []);

describe('KeyReader', () => {
  it('should end a piece after each control character', () => {
    expect(read('ab\rc\u0003d\u0004')).toEqual([keys('ab\r'), keys('c\u0003'), keys('d\u0004')]);
  });

  it('should take a line end of two for one', () => {
    expect(read('a\r\nb\r')).toEqual([keys('a\r'), keys('b\r')]);
  });

  it('should pass an escape alone at once: it is a key', () => {
    expect(read('\u001b')).toEqual([keys('\u001b')]);
  });

  it('should tell what was pasted apart, its line ends alike and without control characters', () => {
    expect(read(`a${START}1\r2\r\n3\n\t4\u001b[31m\u00035${END}b`)).toEqual([
      keys('a'),
      { type: 'paste', text: '1\n2\n3\n\t4[31m5' },
      keys('b'),
    ]);
  });

  it('should know Alt-Enter', () => {
    expect(read('a\u001b\rb')).toEqual([keys('a'), { type: 'newline' }, keys('b')]);
  });

  it('should say the same wherever its chunks end', () => {
    const text = `x${START}one\r\ntwo\rthree${END}y\u001b\r${START}${END}z\r`;
    const whole = joined(read(text));
    expect(whole).toEqual(['keys:x', 'paste:one\ntwo\nthree', 'keys:y', 'newline:', 'keys:z\r']);
    for (let at = 1; at < text.length; at++) {
      // After an escape that stands alone among keys it is too late: that is a key.
      const head = text.slice(0, at);
      if (head.endsWith('\u001b') && head.split(START).length === head.split(END).length) continue;
      expect(joined(read(head, text.slice(at))), `cut at ${at}`).toEqual(whole);
    }
  });
});
