import { describe, expect, it } from 'vitest';
import { AnswerPrinter, type PrinterOptions } from '../../../../src/cli/chat/AnswerPrinter.js';
import type { Delta } from '../../../../src/types/Reply.js';

const ESCAPE = '\u001b';
const DIM = `${ESCAPE}[2m`;
const PLAIN = `${ESCAPE}[0m`;
const ERASE = `\r${ESCAPE}[K`;

/** What stands on the streams after each, `1` before what went to stdout and `2` before what went to stderr. */
function printer(options: Partial<PrinterOptions> = {}, isTTY = true) {
  const written: string[] = [];
  const stream = (name: string) =>
    ({
      isTTY,
      write: (text: string) => written.push(`${name} ${text}`),
    }) as unknown as PrinterOptions['stdout'];
  const terms = { canPaint: true, colors: true, thinking: true, ...options };
  return { written, printer: new AnswerPrinter({ stdout: stream('1'), stderr: stream('2'), ...terms }) };
}
const text = (text: string): Delta => ({ type: 'text', text });
const thought = (text: string): Delta => ({ type: 'reasoning', text });

function print(deltas: readonly Delta[], options?: Partial<PrinterOptions>, isTTY?: boolean): string[] {
  const { written, printer: one } = printer(options, isTTY);
  one.begin();
  for (const delta of deltas) one.next(delta);
  one.end();
  return written;
}

describe('AnswerPrinter', () => {
  it('should show that it waits, and take that back before the first word', () => {
    expect(print([text('a'), text(' b')])).toEqual([
      `2 ${DIM}...${PLAIN}`,
      `2 ${ERASE}`,
      '1 a',
      '1  b',
      '1 \n',
    ]);
    expect(print([text('a')], { canPaint: false, colors: false })).toEqual(['1 a', '1 \n']);
  });

  it('should take it back when nothing came', () => {
    expect(print([])).toEqual([`2 ${DIM}...${PLAIN}`, `2 ${ERASE}`]);
  });

  it('should end an answer with one line feed, and begin it with its first word', () => {
    const terms = { canPaint: false };
    expect(print([text('\n\n'), text('  a\n')], terms)).toEqual(['1 a\n']);
    expect(print([text('a\n\n  b')], terms)).toEqual(['1 a\n\n  b', '1 \n']);
    expect(print([text('a\n'), text('\n  b')], terms)).toEqual(['1 a\n', '1 \n  b', '1 \n']);
  });

  it('should show thoughts dimmed, on stderr, a line apart', () => {
    const shown = print([thought('\nhm'), thought(' so'), text('\n\na')], { canPaint: false });
    expect(shown).toEqual([`2 ${DIM}hm${PLAIN}`, `2 ${DIM} so${PLAIN}`, '2 \n\n', '1 a', '1 \n']);
  });

  it('should name thoughts where there are no colours, and leave them out where they are not wanted', () => {
    const plain = print([thought('hm'), text('a')], { canPaint: false, colors: false });
    expect(plain).toEqual(['2 (thinking) ', '2 hm', '2 \n\n', '1 a', '1 \n']);
    expect(print([thought('hm'), text('a')], { canPaint: false, thinking: false })).toEqual(['1 a', '1 \n']);
  });

  it('should take escape sequences out on a terminal, and leave data as it is', () => {
    const evil = `a${ESCAPE}]0;title\u0007\u009b31m\r\tb`;
    expect(print([text(evil)], { canPaint: false })).toEqual(['1 a]0;title31m\tb', '1 \n']);
    expect(print([text(evil)], { canPaint: false }, false)).toEqual([`1 ${evil}`, '1 \n']);
    expect(print([thought(evil)], { canPaint: false, colors: false })[1]).toBe('2 a]0;title31m\tb');
  });

  it('should say that a call is made once more, as long as nothing has come', () => {
    const { written, printer: one } = printer();
    one.begin();
    one.retry('rate_limited', 1_500);
    one.next(text('a'));
    one.retry('timeout', 1_500);
    expect(written.slice(1)).toEqual([
      `2 ${ERASE}${DIM}rate_limited, once more in 1.50 s ...${PLAIN}`,
      `2 ${ERASE}`,
      '1 a',
    ]);
  });

  it('should say that an answer begins anew', () => {
    const shown = print([text('a'), { type: 'restart', reason: 'stream_cut' }, text('b')], {
      canPaint: false,
      colors: false,
    });
    expect(shown).toEqual([
      '1 a',
      '1 \n',
      '2 (it broke off: stream_cut; once more from the beginning)\n',
      '1 b',
      '1 \n',
    ]);
  });
});
