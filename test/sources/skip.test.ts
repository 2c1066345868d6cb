import fc from 'fast-check';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { fromAsyncIterable } from '../../src/sources/fromAsyncIterable.js';
import { fromIterable } from '../../src/sources/fromIterable.js';
import { fromJsonl } from '../../src/sources/fromJsonl.js';
import { fromLines, type LineOptions } from '../../src/sources/fromLines.js';
import type { PullSource } from '../../src/types/PullSource.js';

const all = (source: PullSource) => lastValueFrom(source.pipe(toArray()));

/** `text` in pieces of so many bytes. */
async function* inPieces(text: string, size: number) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const line = fc.constantFrom(
  'a',
  'bc',
  '',
  ' ',
  '\u00a0',
  'é',
  '\tx',
  '\ufeffq',
  '  y  ',
  '\r',
  'long '.repeat(9),
);
const limits = fc.option(fc.nat(12), { nil: undefined });

describe('a source that passes over prompts', () => {
  it('should leave out just those, number the others as ever, and say where the input ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 12 }),
        fc.uniqueArray(fc.nat(12)),
        fc.integer({ min: 1, max: 20 }),
        limits,
        fc.boolean(),
        async (lines, skipped, size, limit, ended) => {
          const text = lines.join('\n') + (ended ? '\n' : '');
          const whole = await all(fromLines(inPieces(text, size), { maxLineBytes: 30 }));
          const ends: unknown[] = [];
          const options: LineOptions = {
            maxLineBytes: 30,
            skip: (seq) => skipped.includes(seq),
            onEnd: (end) => ends.push(end),
            ...(limit !== undefined && { limit }),
          };
          const some = await all(fromLines(inPieces(text, size), options));
          const wanted = whole.filter(({ seq }) => !skipped.includes(seq) && seq < (limit ?? 99));
          expect(JSON.stringify(some)).toBe(JSON.stringify(wanted));
          expect(ends).toHaveLength(1);
          expect(ends[0]).toMatchObject({ prompts: Math.min(whole.length, limit ?? 99) });
          if (limit === undefined) expect(ends[0]).toMatchObject({ whole: true });
        },
      ),
    );
  });

  it('should tell the format from the first line all the same', async () => {
    const text = '{"prompt":"a"}\n{"prompt":"b"}\n{"prompt":"c"}\n';
    const formats: string[] = [];
    const source = fromJsonl(inPieces(text, 1_000), {
      skip: (seq) => seq < 2,
      onFormat: (format) => formats.push(format),
    });
    expect((await all(source)).map(({ seq, messages }) => [seq, messages[0]?.content])).toEqual([[2, 'c']]);
    expect(formats).toEqual(['prompts']);
    const broken = fromJsonl(inPieces(`{"prompt: \n${text}`, 1_000), { skip: (seq) => seq < 3 });
    expect((await all(broken)).map(({ seq }) => seq)).toEqual([3]);
  });

  it('should say where items end, and whether only a limit did', async () => {
    async function* items() {
      yield* ['a', 'b', 'c'];
    }
    for (const [limit, end] of [
      [undefined, { prompts: 3, whole: true }],
      [2, { prompts: 2, whole: false }],
      [0, { prompts: 0, whole: false }],
    ] as const) {
      const ends: unknown[] = [];
      const options = { onEnd: (end: unknown) => ends.push(end), ...(limit !== undefined && { limit }) };
      await all(fromIterable(['a', 'b', 'c'], options));
      await all(fromAsyncIterable(items(), options));
      expect(ends).toEqual([end, end]);
    }
  });
});
