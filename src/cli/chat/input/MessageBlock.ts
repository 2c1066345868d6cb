import type { Entry } from './Entry.js';

const QUOTES = '"""';
/** `"""`, also behind a command: `/system """`. */
const OPENS = /^(\s*|\/[a-z]+\s+)"""(.*)$/is;
/** An odd number of them: two stand for themselves. */
const GOES_ON = /(?<!\\)(?:\\\\)*\\$/;

/** Puts lines together to what is said at once: a line alone, those that end with a backslash, and all from `"""` to `"""`. */
export class MessageBlock {
  #lines: string[] = [];
  #isQuoting = false;
  #isQuoted = false;

  /** Whether something has come that is not whole. */
  get isOpen(): boolean {
    return this.#lines.length > 0 || this.#isQuoting;
  }

  /** Whether `"""` still waits for its end. */
  get isQuoting(): boolean {
    return this.#isQuoting;
  }

  /** A line that was typed. Returns what is whole by it. */
  push(line: string): Entry | undefined {
    if (this.#isQuoting) return this.#quoted(line);
    const [opens, before = '', rest = ''] = this.#lines.length === 0 ? (OPENS.exec(line) ?? []) : [];
    if (opens !== undefined) {
      this.#isQuoting = true;
      this.#isQuoted = before.trim() === '';
      return this.#quoted(rest, before.trimStart());
    }
    if (GOES_ON.test(line)) {
      this.#lines.push(line.slice(0, -1));
      return undefined;
    }
    return this.#whole(line);
  }

  /** A line to which more belongs, whatever stands in it: one of a paste. */
  paste(line: string): void {
    this.#lines.push(line);
    if (!this.#isQuoting) this.#isQuoted = true;
  }

  /** What there is, at the end of the input. */
  end(): Entry | undefined {
    return this.#lines.length === 0 ? undefined : this.#whole(this.#lines.pop() as string);
  }

  clear(): void {
    this.#lines = [];
    this.#isQuoting = false;
    this.#isQuoted = false;
  }

  #quoted(line: string, before = ''): Entry | undefined {
    const isEnd = line.trimEnd().endsWith(QUOTES);
    const text = before + (isEnd ? line.trimEnd().slice(0, -QUOTES.length) : line);
    if (isEnd) return this.#whole(text);
    this.#lines.push(text);
    return undefined;
  }

  #whole(line: string): Entry {
    const entry = { text: [...this.#lines, line].join('\n'), isQuoted: this.#isQuoted };
    this.clear();
    return entry;
  }
}
