import type { Parser } from 'htmlparser2';
import { SourceError } from '../../errors/SourceError.js';
import { HtmlText } from '../../text/html/HtmlText.js';
import { foreignFormat } from '../foreignFormat.js';

/** How a document is written. */
export type DocumentFormat = 'auto' | 'text' | 'markdown' | 'html';

/** Other files than texts, by their first bytes, and what makes a text of them. */
const FOREIGN: readonly (readonly [start: string, what: string, remedy: string])[] = [
  ['%PDF', 'a PDF', 'pdftotext FILE - makes a text of it'],
  [
    'PK\u0003\u0004',
    'a ZIP file, as Word and EPUB files are',
    'pandoc FILE -t markdown makes a text of those',
  ],
  ['{\\rtf', 'an RTF file', 'pandoc FILE -t markdown makes a text of it'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Word file', 'antiword FILE makes a text of it'],
];
const HTML =
  /^\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]/i;
/** So much is enough to tell HTML. */
const SNIFFED = 1_024;

/** Makes text of the bytes of a document, as they come. */
export class TextReader {
  readonly #format: DocumentFormat;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #begun = false;
  /** What has come before it was clear how it is written. */
  #start = '';
  #parser: Parser | undefined;
  #html: HtmlText | undefined;
  #isPlain = false;

  constructor(format: DocumentFormat) {
    this.#format = format;
    this.#isPlain = format === 'text' || format === 'markdown';
  }

  /** The text that is made of the next bytes. */
  async read(bytes: Uint8Array | string): Promise<string> {
    if (!this.#begun) refuseForeign(bytes);
    this.#begun = true;
    return this.#textOf(typeof bytes === 'string' ? bytes : this.#decode(bytes), false);
  }

  /** The text that is left at the end. */
  async end(): Promise<string> {
    const text = await this.#textOf(this.#decode(), true);
    this.#parser?.end();
    return text + (this.#html?.take() ?? '');
  }

  async #textOf(piece: string, isLast: boolean): Promise<string> {
    if (this.#isPlain) return piece;
    if (this.#parser === undefined) {
      this.#start += piece;
      if (this.#start.length < SNIFFED && !isLast) return '';
      const start = this.#start;
      this.#start = '';
      if (this.#format !== 'html' && !HTML.test(start)) {
        this.#isPlain = true;
        return start;
      }
      // Only now: few documents are HTML.
      const htmlparser2 = await import('htmlparser2');
      this.#html = new HtmlText();
      this.#parser = new htmlparser2.Parser(this.#html);
      return this.#parse(start);
    }
    return this.#parse(piece);
  }

  #parse(html: string): string {
    this.#parser?.write(html);
    return this.#html?.take() ?? '';
  }

  #decode(bytes?: Uint8Array): string {
    if (bytes?.includes(0)) throw badDocument('is a binary file, not a text: convert it first');
    try {
      return bytes === undefined ? this.#decoder.decode() : this.#decoder.decode(bytes, { stream: true });
    } catch (error) {
      throw badDocument(
        'is not valid UTF-8: convert it (such as iconv -f GB18030 -t UTF-8), if it is a text at all',
        error,
      );
    }
  }
}

/** An error for a document that cannot be read as a text. */
export function badDocument(what: string, cause?: unknown): SourceError {
  return new SourceError(`the document ${what}`, cause, 'bad_document');
}

function refuseForeign(bytes: Uint8Array | string): void {
  const start = typeof bytes === 'string' ? bytes.slice(0, 8) : String.fromCharCode(...bytes.subarray(0, 8));
  for (const [magic, what, remedy] of FOREIGN)
    if (start.startsWith(magic)) throw badDocument(`is ${what}: ${remedy}`);
  const foreign = foreignFormat(bytes);
  if (foreign !== undefined) throw badDocument(foreign.replace('the input ', ''));
}
