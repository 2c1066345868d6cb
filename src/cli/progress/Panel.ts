import type { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';
import { displayWidth, fitWidth } from '../../text/displayWidth.js';
import type { PanelLine } from './panelLines.js';

const LABEL = 10;
const UP_AND_ERASE = '\u001b[1A\u001b[2K';
const DIM = '\u001b[2m';
const RED = '\u001b[31m';
const PLAIN = '\u001b[0m';

/** Lines at the end of a terminal that change in place; what is printed stands above them. */
export class Panel {
  readonly #stream: WriteStream;
  readonly #colors: boolean;
  readonly #log: ReturnType<typeof createLogUpdate>;
  #lines: readonly PanelLine[] = [];
  /** As they were drawn, without colours. */
  #drawn: readonly string[] = [];
  readonly #resized = () => {
    this.#erase();
    this.#render();
  };

  constructor(stream: WriteStream, colors: boolean) {
    this.#stream = stream;
    this.#colors = colors;
    this.#log = createLogUpdate(stream);
    stream.on('resize', this.#resized);
  }

  draw(lines: readonly PanelLine[]): void {
    this.#lookAtSize();
    this.#lines = lines;
    this.#render();
  }

  /** Writes whole lines above. */
  print(text: string): void {
    this.#lookAtSize();
    this.#erase();
    this.#stream.write(text);
    this.#render();
  }

  /** Takes the lines away, and shows the cursor again. */
  close(): void {
    this.#lookAtSize();
    this.#stream.off('resize', this.#resized);
    this.#erase();
    this.#log.done();
  }

  /**
   * Asks the terminal, which may have changed already while its signal is on the way: lines that are drawn for the
   * size of before would be broken. Where Node has no such method, the signal alone tells.
   */
  #lookAtSize(): void {
    (this.#stream as WriteStream & { _refreshSize?(): void })._refreshSize?.();
  }

  #render(): void {
    const columns = this.#stream.columns;
    // The cursor stands below them.
    const lines = this.#lines.slice(0, Math.max(1, this.#stream.rows - 1));
    this.#drawn = lines.map(({ label, text }) => fitWidth(`${label.padEnd(LABEL)}${text}`, columns - 1));
    this.#log(this.#drawn.map((text, at) => this.#paint(text, lines[at]?.bad === true)).join('\n'));
  }

  /** A narrower terminal has broken lines that fitted before into more, of which log-update does not know. */
  #erase(): void {
    const { columns } = this.#stream;
    const more = this.#drawn.reduce(
      (sum, line) => sum + Math.max(0, Math.ceil(displayWidth(line) / columns) - 1),
      0,
    );
    this.#drawn = [];
    this.#log.clear();
    if (more > 0) this.#stream.write(UP_AND_ERASE.repeat(more));
  }

  #paint(text: string, bad: boolean): string {
    if (!this.#colors) return text;
    const said = text.slice(LABEL);
    return `${DIM}${text.slice(0, LABEL)}${PLAIN}${bad ? `${RED}${said}${PLAIN}` : said}`;
  }
}
