import type { Handler } from 'htmlparser2';

/** Nothing in them is meant to be read. */
const SKIPPED = new Set([
  'script',
  'style',
  'template',
  'svg',
  'iframe',
  'object',
  'noscript',
  'select',
  'math',
]);
/** They stand in a paragraph of their own. */
const BLOCKS = new Set(
  'address article aside blockquote dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section summary table title ul'.split(
    ' ',
  ),
);
const HEADING = /^h([1-6])$/;
const FENCE = '```';

/**
 * What a reader sees of an HTML page, in the form of Markdown: headings, paragraphs, lists, code, cells of tables. Feed it to a
 * parser of htmlparser2, and take the text as it comes; no more is kept than that, whatever the length of the page.
 */
export class HtmlText implements Partial<Handler> {
  #text = '';
  /** Line ends that stand between what was and what comes; a space, when it is 0.5. */
  #gap = 0;
  #skipped = 0;
  #preformatted = 0;
  #begun = false;
  /** The lists that are open: the number of the next item, or 0 for one without numbers. */
  readonly #lists: number[] = [];

  /** The text since it was taken last. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }

  onopentag(name: string, { alt, start }: Record<string, string>): void {
    if (SKIPPED.has(name)) this.#skipped++;
    if (this.#skipped > 0) return;
    if (BLOCKS.has(name)) this.#break(this.#lists.length > 0 && name !== 'pre' ? 1 : 2);
    const heading = HEADING.exec(name);
    if (heading !== null || name === 'title') this.#write(`${'#'.repeat(Number(heading?.[1] ?? 1))} `);
    else if (name === 'pre') {
      if (this.#preformatted++ === 0) this.#write(`${FENCE}\n`);
    } else if (name === 'code' && this.#preformatted === 0) this.#write('`');
    else if (name === 'ul') this.#lists.push(0);
    else if (name === 'ol') this.#lists.push(Number.parseInt(start ?? '1', 10) || 1);
    else if (name === 'li') this.#item();
    else if (name === 'br') this.#line();
    else if (name === 'hr') this.#write('---');
    else if (name === 'tr') this.#break(1);
    else if ((name === 'td' || name === 'th') && this.#gap < 1) this.#write(' | ');
    else if (name === 'img' && alt) this.#write(`[${alt.trim()}]`);
  }

  ontext(text: string): void {
    if (this.#skipped > 0) return;
    if (this.#preformatted > 0) {
      this.#write(text);
      return;
    }
    const words = text.replace(/[ \t\r\n\f]+/g, ' ');
    if (words.startsWith(' ')) this.#space();
    // Not by trim, which would take spaces that must not break.
    const trimmed = words.replace(/^ | $/g, '');
    if (trimmed !== '') this.#write(trimmed);
    if (words.endsWith(' ')) this.#space();
  }

  onclosetag(name: string): void {
    if (SKIPPED.has(name)) this.#skipped = Math.max(0, this.#skipped - 1);
    if (this.#skipped > 0) return;
    if (name === 'pre' && this.#preformatted > 0 && --this.#preformatted === 0) {
      if (!this.#text.endsWith('\n')) this.#write('\n');
      this.#write(FENCE);
    } else if (name === 'code' && this.#preformatted === 0) this.#text += '`';
    else if (name === 'ul' || name === 'ol') this.#lists.pop();
    if (BLOCKS.has(name)) this.#break(this.#lists.length > 0 ? 1 : 2);
  }

  #item(): void {
    this.#break(1);
    const depth = Math.max(0, this.#lists.length - 1);
    const number = this.#lists[depth] ?? 0;
    if (number > 0) this.#lists[depth] = number + 1;
    this.#write(`${'  '.repeat(depth)}${number > 0 ? `${number}.` : '-'} `);
  }

  #line(): void {
    if (this.#preformatted > 0) this.#write('\n');
    else this.#gap = Math.max(this.#gap, 1);
  }

  #break(lines: number): void {
    if (this.#preformatted === 0) this.#gap = Math.max(this.#gap, lines);
  }

  #space(): void {
    if (this.#gap === 0 && !/[ \n]$/.test(this.#text)) this.#gap = 0.5;
  }

  #write(text: string): void {
    if (this.#begun) this.#text += this.#gap >= 1 ? '\n'.repeat(this.#gap) : this.#gap > 0 ? ' ' : '';
    this.#begun = true;
    this.#gap = 0;
    this.#text += text;
  }
}
