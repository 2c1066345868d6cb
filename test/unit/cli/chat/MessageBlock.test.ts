import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../../src/cli/chat/input/Entry.js';
import { MessageBlock } from '../../../../src/cli/chat/input/MessageBlock.js';

/** What becomes of lines; what stands last and is not whole is taken as at the end of the input. */
function entriesOf(...lines: string[]): Entry[] {
  const block = new MessageBlock();
  const whole = lines.flatMap((line) => block.push(line) ?? []);
  return [...whole, block.end() ?? []].flat();
}
const texts = (...lines: string[]) => entriesOf(...lines).map(({ text }) => text);

describe('MessageBlock', () => {
  it('should take a line for a message', () => {
    expect(entriesOf('a', '', 'b')).toEqual([
      { text: 'a', isQuoted: false },
      { text: '', isQuoted: false },
      { text: 'b', isQuoted: false },
    ]);
  });

  it.each([
    [['a\\', 'b'], ['a\nb']],
    [
      ['a\\', '\\', 'b', 'c'],
      ['a\n\nb', 'c'],
    ],
    [
      ['a\\\\', 'b'],
      ['a\\\\', 'b'],
    ],
    [['a\\\\\\', 'b'], ['a\\\\\nb']],
    [
      ['a\\ ', 'b'],
      ['a\\ ', 'b'],
    ],
    [['a\\'], ['a']],
  ])('should go on after a backslash at the end: %j', (lines, expected) => {
    expect(texts(...lines)).toEqual(expected);
  });

  it.each([
    [
      ['"""', 'a', '', '/help \\', '"""', 'b'],
      ['\na\n\n/help \\\n', 'b'],
    ],
    [['"""a', 'b""" '], ['a\nb']],
    [
      ['"""a"""', 'b'],
      ['a', 'b'],
    ],
    [['/system """', 'a', 'b"""'], ['/system \na\nb']],
    [
      ['say """a', 'b'],
      ['say """a', 'b'],
    ],
  ])('should take all between quotes for one: %j', (lines, expected) => {
    expect(texts(...lines)).toEqual(expected);
  });

  it('should call quoted what is no command, and a command behind which quotes stand none', () => {
    expect(entriesOf('"""/help"""')).toEqual([{ text: '/help', isQuoted: true }]);
    expect(entriesOf('/system """a"""', 'b')).toEqual([
      { text: '/system a', isQuoted: false },
      { text: 'b', isQuoted: false },
    ]);
  });

  it('should take lines of a paste as they are', () => {
    const block = new MessageBlock();
    for (const line of ['/help', 'a\\', '"""', 'b']) block.paste(line);
    expect(block.isOpen).toBe(true);
    expect(block.push('c')).toEqual({ text: '/help\na\\\n"""\nb\nc', isQuoted: true });
    expect(block.isOpen).toBe(false);
    expect(block.push('/cost')).toEqual({ text: '/cost', isQuoted: false });
  });

  it('should forget what it is told to', () => {
    const block = new MessageBlock();
    block.push('"""a');
    expect([block.isOpen, block.isQuoting]).toEqual([true, true]);
    block.clear();
    expect([block.isOpen, block.push('b')]).toEqual([false, { text: 'b', isQuoted: false }]);
  });
});
