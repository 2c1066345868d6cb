import { timeText } from '../../telemetry/timeText.js';
import type { Delta } from '../../types/Reply.js';
import { printable } from './printable.js';

const DIM = '\u001b[2m';
const PLAIN = '\u001b[0m';
const WAITING = '...';
const ERASE = '\r\u001b[K';
/** Where answers are shown. */
export interface PrinterOptions {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
  /** stderr is a terminal on which a line can be taken back. */
  readonly canPaint: boolean;
  readonly colors: boolean;
  /** Thoughts are shown, on stderr. */
  readonly thinking: boolean;
}

/** Shows an answer as it comes: its text on stdout, thoughts on stderr. */
export class AnswerPrinter {
  readonly #options: PrinterOptions;
  #last: 'nothing' | 'waiting' | 'thoughts' | 'text' = 'nothing';
  #endsLine = true;

  constructor(options: PrinterOptions) {
    this.#options = options;
  }

  /** Something was asked. */
  begin(): void {
    const { canPaint, stderr } = this.#options;
    this.#last = 'nothing';
    this.#endsLine = true;
    if (!canPaint) return;
    stderr.write(this.#dim(WAITING));
    this.#last = 'waiting';
  }

  /** The call failed and is made once more. */
  retry(reason: string, delayMs: number): void {
    if (this.#last !== 'waiting') return;
    this.#options.stderr.write(
      `${ERASE}${this.#dim(`${reason}, once more in ${timeText(delayMs)} ${WAITING}`)}`,
    );
  }

  next(delta: Delta): void {
    if (delta.type === 'text') this.#text(delta.text);
    else if (delta.type === 'reasoning') this.#thoughts(delta.text);
    else if (delta.type === 'restart') this.#restart(delta.reason);
  }

  /** Nothing more comes of it: whatever is written next stands on a line of its own. */
  end(): void {
    this.#leave();
    if (!this.#endsLine) this.#options.stdout.write('\n');
    this.#endsLine = true;
    this.#last = 'nothing';
  }

  #text(text: string): void {
    const { stdout } = this.#options;
    // White space before the first word would push it down.
    const shown = this.#endsLine && this.#last !== 'text' ? text.trimStart() : text;
    if (shown === '') return;
    if (this.#last !== 'text') this.#leave();
    this.#last = 'text';
    stdout.write(stdout.isTTY === true ? printable(shown) : shown);
    this.#endsLine = shown.endsWith('\n');
  }

  #thoughts(text: string): void {
    const { stderr, thinking, colors } = this.#options;
    if (!thinking) return;
    const shown = printable(this.#last === 'thoughts' ? text : text.trimStart());
    if (shown === '') return;
    if (this.#last !== 'thoughts') {
      this.#leave();
      if (!colors) stderr.write('(thinking) ');
    }
    this.#last = 'thoughts';
    stderr.write(this.#dim(shown));
  }

  #restart(reason: string): void {
    this.end();
    this.#options.stderr.write(this.#dim(`(it broke off: ${reason}; once more from the beginning)\n`));
  }

  /** Takes back what said that nothing has come, or ends what was thought. */
  #leave(): void {
    if (this.#last === 'waiting') this.#options.stderr.write(ERASE);
    if (this.#last === 'thoughts') this.#options.stderr.write('\n\n');
  }

  #dim(text: string): string {
    return this.#options.colors ? `${DIM}${text}${PLAIN}` : text;
  }
}
