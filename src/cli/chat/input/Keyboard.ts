import type { ReadStream, WriteStream } from 'node:tty';
import { KeyReader, type Keys } from './KeyReader.js';

const ESCAPE = '\u001b';
/** So soon the rest of an escape sequence follows, also over a slow line. */
const SEQUENCE_MS = 60;
/** A signal has stopped us by then, if it does. */
const STOP_MS = 100;
/** Asks the terminal to mark what is pasted, and no longer to. */
const BRACKETS = ['\u001b[?2004h', '\u001b[?2004l'] as const;

/** Who is told what is typed. */
export interface KeyListener {
  /** Escape alone shall be told as `escape`; a line editor wants it among the keys. */
  readonly wantsEscape: boolean;
  keys(keys: Keys): void;
  escape(): void;
  /** Nothing more can be typed. */
  end(): void;
}

/** The keys of a terminal, one by one and not shown by it. */
export class Keyboard {
  readonly #terminal: ReadStream;
  readonly #output: WriteStream;
  readonly #listener: KeyListener;
  readonly #reader = new KeyReader();
  #escape: NodeJS.Timeout | undefined;
  #isClosed = false;
  readonly #take = (chunk: string) => this.#read(chunk);
  readonly #end = () => this.#listener.end();
  readonly #restore = () => this.#hold(false);

  constructor(terminal: ReadStream, output: WriteStream, listener: KeyListener) {
    this.#terminal = terminal;
    this.#output = output;
    this.#listener = listener;
    terminal.setEncoding('utf8').on('data', this.#take).on('end', this.#end).on('error', this.#end);
    // However we end, the terminal is left as it was.
    process.on('exit', this.#restore);
    this.#hold(true);
  }

  /** Has the shell put us aside, and calls `goOn` when it brings us back. */
  suspend(goOn: () => void): void {
    let isOver = false;
    const back = () => {
      if (isOver || this.#isClosed) return;
      isOver = true;
      this.#hold(true);
      goOn();
    };
    this.#hold(false);
    process.once('SIGCONT', back);
    process.kill(process.pid, 'SIGTSTP');
    // Where there is no shell to come back from, the system does not stop us.
    setTimeout(back, STOP_MS);
  }

  /** Leaves the terminal as it was. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#escape);
    this.#hold(false);
    process.off('exit', this.#restore);
    this.#terminal.off('data', this.#take).off('end', this.#end).off('error', this.#end).pause();
  }

  #hold(isOurs: boolean): void {
    this.#output.write(BRACKETS[isOurs ? 0 : 1]);
    this.#terminal.setRawMode(isOurs);
  }

  #read(chunk: string): void {
    const text = this.#escape === undefined ? chunk : ESCAPE + chunk;
    clearTimeout(this.#escape);
    this.#escape = undefined;
    // The key, or the beginning of another one such as an arrow?
    const isEscape = this.#listener.wantsEscape && !this.#reader.isPasting && text.endsWith(ESCAPE);
    for (const keys of this.#reader.read(isEscape ? text.slice(0, -1) : text)) this.#listener.keys(keys);
    if (!isEscape) return;
    this.#escape = setTimeout(() => {
      this.#escape = undefined;
      if (this.#listener.wantsEscape) this.#listener.escape();
    }, SEQUENCE_MS);
  }
}
