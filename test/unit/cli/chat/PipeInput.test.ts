import { NEVER, of, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { PipeInput } from '../../../../src/cli/chat/input/PipeInput.js';
import type { LineInput } from '../../../../src/sources/openInput.js';

async function* chunks(...all: (string | Uint8Array)[]) {
  yield* all;
}
/** What it gives to the end. */
async function textsOf(input: LineInput): Promise<string[]> {
  const pipe = new PipeInput(input, NEVER);
  const texts: string[] = [];
  for (let entry = await pipe.next(); entry !== undefined; entry = await pipe.next()) texts.push(entry.text);
  return texts;
}

describe('PipeInput', () => {
  it('should give the lines that are not blank, wherever chunks end', async () => {
    const text = '\uFEFFeins\r\n\n  \nzwöi\n文字';
    const bytes = Buffer.from(text);
    for (let at = 1; at < bytes.length; at++) {
      const cut = chunks(bytes.subarray(0, at), bytes.subarray(at));
      expect(await textsOf(cut), `cut at ${at}`).toEqual(['eins', 'zwöi', '文字']);
    }
  });

  it('should keep blank lines within quotes, and refuse to end there', async () => {
    expect(await textsOf(chunks('"""\na\n\n', 'b\n"""\nc\\\n'))).toEqual(['\na\n\nb\n', 'c']);
    expect(await textsOf(chunks('\\\n\\'))).toEqual([]);
    await expect(textsOf(chunks('"""\na\n'))).rejects.toThrow('the input ends within """');
  });

  it('should refuse what is no text', async () => {
    await expect(textsOf(chunks(Buffer.from([0x61, 0xff, 0x0a])))).rejects.toThrow('it is not UTF-8');
    await expect(textsOf(chunks(Buffer.from('文').subarray(0, 2)))).rejects.toThrow('it is not UTF-8');
  });

  it('should have nothing more once it is told to stop, though a line is waited for', async () => {
    const stop = new Subject<void>();
    async function* silent() {
      yield 'a\n';
      await new Promise(() => {});
    }
    const pipe = new PipeInput(silent(), stop);
    expect((await pipe.next())?.text).toBe('a');
    const next = pipe.next();
    stop.next();
    expect(await next).toBeUndefined();
    expect(await new PipeInput(chunks('a\n'), of(1)).next()).toBeUndefined();
  });

  it('should say each time that it waits for a line', async () => {
    let asked = 0;
    const pipe = new PipeInput(chunks('a\nb\n'), NEVER, () => {
      asked++;
    });
    await pipe.next();
    await pipe.next();
    expect(asked).toBe(2);
  });
});
