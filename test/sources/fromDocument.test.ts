import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { lastValueFrom, Subscription, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createLedger } from '../../src/engine/ledger.js';
import type { DocumentOptions } from '../../src/sources/document/DocumentOptions.js';
import { fromDocument } from '../../src/sources/document/fromDocument.js';
import { splitText } from '../../src/text/splitting/splitText.js';
import type { Prompt } from '../../src/types/Prompt.js';
import { OPEN } from '../../src/types/PullSource.js';

async function* pieces(...values: readonly (Uint8Array | string)[]) {
  yield* values;
}
/** Bytes of a text in pieces of so many. */
const inPieces = (text: string, size: number) => {
  const bytes = Buffer.from(text);
  return pieces(
    ...Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    ),
  );
};
const parts = (input: AsyncIterable<Uint8Array | string>, options: DocumentOptions = {}) =>
  lastValueFrom(fromDocument(input, options).pipe(toArray()));
const textOf = ({ messages }: Prompt) => messages.at(-1)?.content as string;
const textsOf = async (text: string, options: DocumentOptions = {}) =>
  (await parts(pieces(Buffer.from(text)), options)).map(textOf).join('');

describe('fromDocument', () => {
  it('should make prompts of the parts of a text, number them and mark the last', async () => {
    const options = { maxCharacters: 16, id: 'book', system: 'Be brief', params: { temperature: 0 } };
    expect(await parts(pieces('Call me Ishmael. Some years ago.'), options)).toMatchObject([
      {
        id: 'book',
        seq: 0,
        part: 0,
        isLast: false,
        messages: [
          { role: 'system', content: 'Be brief' },
          { role: 'user', content: 'Call me ' },
        ],
        params: { temperature: 0 },
        input: { from: 0, to: 8 },
      },
      { part: 1, isLast: false, input: { from: 8, to: 17 } },
      { part: 2, isLast: true, messages: [{}, { content: 'Some years ago.' }] },
    ]);
  });

  it('should give the chunks of the text, in whatever pieces its bytes come', async () => {
    const text = '玄德大喜，遂以己志告之。👨‍👩‍👧 The whale was seen! Nobody spoke.\r\n\r\n';
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 400 }),
        async (times, size) => {
          const whole = text.repeat(times);
          const found = await parts(inPieces(whole, size), { maxCharacters: 40, overlap: 9 });
          const chunks = splitText(whole, { maxCharacters: 40, overlap: 9 }).filter(
            (chunk) => chunk.text.slice(chunk.overlap).trim() !== '',
          );
          expect(found.map(textOf)).toEqual(chunks.map((chunk) => chunk.text));
          expect(found.map(({ part, isLast }) => [part, isLast])).toEqual(
            chunks.map((_, index) => [index, index === chunks.length - 1]),
          );
          for (const { input } of found)
            expect(whole.slice(input?.from as number, input?.to as number)).not.toBe('');
        },
      ),
      { numRuns: 50 },
    );
  });

  it('should read no further than the account lets it', async () => {
    let read = 0;
    const endless = (async function* () {
      for (;;) {
        read++;
        yield 'The sea is wide, and the ship is small. '.repeat(10);
      }
    })();
    const ledger = createLedger({ maxItems: 4 });
    const account = { ...ledger, hasRoom: false, join() {}, fork() {} };
    Object.defineProperty(account, 'hasRoom', { get: () => ledger.hasRoom });
    const found: Prompt[] = [];
    const opened = new Subscription();
    await new Promise<void>((done) => {
      opened.add(
        fromDocument(endless, { maxCharacters: 100 })
          [OPEN](account as never)
          .subscribe((prompt) => {
            found.push(prompt);
            if (found.length === 4) setImmediate(done);
          }),
      );
    });
    opened.unsubscribe();
    expect(found).toHaveLength(4);
    expect(ledger.outstanding).toBe(4);
    expect(read).toBeLessThan(5);
  });

  it('should leave out parts of nothing but space, and end with the last that has something', async () => {
    const found = await parts(pieces(`Words.${'\n'.repeat(100)}`), { maxCharacters: 20 });
    expect(found.map(({ part, isLast }) => [part, isLast])).toEqual([[0, true]]);
  });

  it('should unpack, drop a byte order mark, and stop when it is unsubscribed', async () => {
    expect((await parts(pieces(gzipSync('\ufeffHello there'))))[0]?.messages).toEqual([
      { role: 'user', content: 'Hello there' },
    ]);
    const first = fromDocument(pieces('a '.repeat(4_000))).pipe(take(1));
    expect((await lastValueFrom(first)).part).toBe(0);
  });

  it('should take the text out of HTML, whether it is told or found', async () => {
    const page =
      '<!DOCTYPE html>\n<html><head><title>Sea</title><script>alert("x")</script></head><body><p>One &amp; two</p></body></html>';
    expect(await textsOf(page)).toBe('# Sea\n\nOne & two');
    expect(await textsOf('<p>One</p>', { format: 'html' })).toBe('One');
    expect(await textsOf('<p>One</p>')).toBe('<p>One</p>');
    expect(await textsOf(page, { format: 'text' })).toBe(page);
  });

  it.each([
    ['', 'the document is empty: there is nothing in it to ask about'],
    [' \n \n', 'the document is empty'],
    ['abc\0def', 'the document is a binary file'],
    [Buffer.from([65, 0xff, 66]), 'the document is not valid UTF-8: convert it'],
    [Buffer.from([65, 0xe7, 0x8e]), 'the document is not valid UTF-8'],
    ['%PDF-1.7 and so on', 'the document is a PDF: pdftotext FILE - makes a text of it'],
    ['PK\u0003\u0004 docx', 'the document is a ZIP file, as Word and EPUB files are: pandoc'],
    [Buffer.from('\ufeffHello', 'utf16le'), 'the document is UTF-16, not UTF-8'],
  ])('should refuse %j as a document that cannot be read', async (content, message) => {
    const found = parts(pieces(Buffer.from(content)));
    await expect(found).rejects.toMatchObject({
      code: 'bad_document',
      message: expect.stringContaining(message),
    });
  });

  it('should say what a file is that cannot be read, and refuse numbers that cannot be', async () => {
    const missing = lastValueFrom(fromDocument('/nowhere/book.txt'));
    await expect(missing).rejects.toMatchObject({
      code: 'broken_source',
      message: expect.stringContaining('/nowhere/book.txt'),
    });
    expect(() => fromDocument('x', { maxTokens: 2 })).toThrow('expected maxTokens to be at least 16, got 2');
  });
});
