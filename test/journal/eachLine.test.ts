import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { eachLine } from '../../src/journal/eachLine.js';

const folder = mkdtempSync(join(tmpdir(), 'rxprompt-lines-'));
const file = join(folder, 'lines');
afterAll(() => rmSync(folder, { recursive: true }));

async function linesOf(text: string | Buffer, range?: { from?: number; to?: number }) {
  writeFileSync(file, text);
  const lines: { text: string; offset: number }[] = [];
  const end = await eachLine(
    file,
    {
      line: (bytes, start, end, offset) => {
        lines.push({ text: bytes.toString('utf8', start, end), offset });
      },
    },
    range,
  );
  return { lines, end };
}

describe('eachLine', () => {
  it('should show each whole line and where it begins, and tell where the last one ends', async () => {
    expect(await linesOf('')).toEqual({ lines: [], end: 0 });
    expect(await linesOf('torn')).toEqual({ lines: [], end: 0 });
    expect(await linesOf('a\n\nbcd\nto')).toEqual({
      lines: [
        { text: 'a', offset: 0 },
        { text: '', offset: 2 },
        { text: 'bcd', offset: 3 },
      ],
      end: 7,
    });
    const part = await linesOf('a\nbcd\nef\n', { from: 2, to: 6 });
    expect(part).toEqual({ lines: [{ text: 'bcd', offset: 2 }], end: 6 });
  });

  it.each([
    ['many short', Array.from({ length: 400_000 }, (_, n) => `line ${n}`)],
    ['as long as a chunk, and about', [-2, -1, 0, 1, 2].map((more) => 'x'.repeat(2 ** 20 + more))],
    ['longer than any buffer', [...[1, 5, 2.5, 9].map((times) => 'y'.repeat(times * 2 ** 20)), 'end']],
    ['of every length', Array.from({ length: 3_000 }, (_, n) => 'z'.repeat(n))],
  ])('should put lines together that stand over several chunks: %s', async (_, texts) => {
    const { lines, end } = await linesOf(`${texts.join('\n')}\ntorn`);
    expect(lines.length).toBe(texts.length);
    let offset = 0;
    for (const [index, text] of texts.entries()) {
      const line = lines[index]!;
      if (line.text !== text || line.offset !== offset) throw new Error(`line ${index} differs`);
      offset += text.length + 1;
    }
    expect(end).toBe(offset);
  });

  it('should fail for a file that is not there, and pass on what a visitor throws', async () => {
    await expect(eachLine(join(folder, 'none'), { line() {} })).rejects.toThrow('ENOENT');
    writeFileSync(file, 'a\n'.repeat(2_000_000));
    const line = () => {
      throw new Error('enough');
    };
    await expect(eachLine(file, { line })).rejects.toThrow('enough');
  });
});
