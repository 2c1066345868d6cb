import { createInterface, type Interface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { type Observable, Subject } from 'rxjs';
import { SLASH_COMMANDS } from '../slashCommands.js';
import type { ChatInput } from './ChatInput.js';
import type { Entry } from './Entry.js';
import { KeyReader, type Keys } from './KeyReader.js';
import { MessageBlock } from './MessageBlock.js';

const PROMPT = '> ';
const MORE = '. ';
const CTRL_C = '\u0003';
const ESCAPE = '\u001b';
/** So soon the rest of an escape sequence follows, also over a slow line. */
const SEQUENCE_MS = 60;
/** A signal has stopped us by then, if it does. */
const STOP_MS = 100;
const BRACKETS = ['\u001b[?2004h', '\u001b[?2004l'] as const;
const HISTORY = 200;

/**
 * A person at a terminal. While a turn is waited for, Node's line editor has the keyboard; while an answer comes, Escape and
 * Ctrl-C stop it, and what else is typed is kept for the next turn.
 */
export class TerminalInput implements ChatInput {
  readonly isTerminal = true;
  readonly interrupts: Observable<void>;
  readonly #interrupts = new Subject<void>();
  readonly #terminal: ReadStream;
  readonly #output: WriteStream;
  readonly #reader = new KeyReader();
  readonly #block = new MessageBlock();
  readonly #history: string[] = [];
  #ahead: Keys[] = [];
  #give: ((entry: Entry | undefined) => void) | undefined;
  #editor: Interface | undefined;
  #typed = new Readable({ read() {} });
  /** The line that ends belongs to a longer message. */
  #goesOn = false;
  #isLeaving = false;
  #isClosed = false;
  #escape: NodeJS.Timeout | undefined;
  readonly #take = (chunk: string) => this.#read(chunk);
  readonly #restore = () => this.#hold(false);
  readonly #end = () => {
    this.#isClosed = true;
    this.#interrupts.next();
    this.#finish(undefined);
  };

  /** @param stop From its first value on there is nothing more. */
  constructor(terminal: ReadStream, output: WriteStream, stop: Observable<unknown>) {
    this.#terminal = terminal;
    this.#output = output;
    this.interrupts = this.#interrupts.asObservable();
    terminal.setEncoding('utf8').on('data', this.#take).on('end', this.#end).on('error', this.#end);
    // However we end, the terminal is left as it was.
    process.on('exit', this.#restore);
    stop.subscribe(this.#end);
    this.#hold(true);
  }

  next(): Promise<Entry | undefined> {
    return new Promise((give) => {
      if (this.#isClosed) {
        give(undefined);
        return;
      }
      this.#give = give;
      this.#open();
      const ahead = this.#ahead;
      this.#ahead = [];
      for (const keys of ahead) this.#press(keys);
    });
  }

  close(): void {
    clearTimeout(this.#escape);
    this.#isClosed = true;
    this.#shut();
    this.#hold(false);
    process.off('exit', this.#restore);
    this.#terminal.off('data', this.#take).off('end', this.#end).off('error', this.#end).pause();
  }

  #hold(isOurs: boolean): void {
    this.#output.write(BRACKETS[isOurs ? 0 : 1]);
    this.#terminal.setRawMode(isOurs);
  }

  #read(chunk: string): void {
    const wasEscape = this.#escape !== undefined;
    clearTimeout(this.#escape);
    this.#escape = undefined;
    const text = wasEscape ? ESCAPE + chunk : chunk;
    // The key, or the beginning of another one such as an arrow?
    const isEscape = this.#give === undefined && !this.#reader.isPasting && text.endsWith(ESCAPE);
    for (const keys of this.#reader.read(isEscape ? text.slice(0, -1) : text)) this.#press(keys);
    if (!isEscape) return;
    this.#escape = setTimeout(() => {
      this.#escape = undefined;
      if (this.#give === undefined) this.#interrupt();
    }, SEQUENCE_MS);
  }

  #press(keys: Keys): void {
    if (this.#give !== undefined) this.#edit(keys);
    else if (keys.type === 'keys' && keys.text.endsWith(CTRL_C)) this.#interrupt();
    else this.#ahead.push(keys);
  }

  #interrupt(): void {
    this.#ahead = [];
    this.#interrupts.next();
  }

  #edit(keys: Keys): void {
    if (keys.type === 'keys') {
      if (keys.text !== CTRL_C) this.#isLeaving = false;
      // Emitted, not pushed: the editor has dealt with it when this returns.
      this.#typed.emit('data', keys.text);
      return;
    }
    this.#isLeaving = false;
    this.#goesOn = true;
    if (keys.type === 'paste') this.#editor?.write(keys.text);
    else this.#typed.emit('data', '\r');
    this.#goesOn = false;
  }

  #open(text = ''): void {
    this.#typed = new Readable({ read() {} });
    const editor = createInterface({
      input: this.#typed,
      output: this.#output,
      terminal: true,
      prompt: this.#block.isOpen ? MORE : PROMPT,
      history: [...this.#history],
      historySize: HISTORY,
      completer: complete,
    });
    this.#editor = editor;
    editor.on('line', (line) => this.#line(line));
    editor.on('SIGINT', () => this.#cancel());
    editor.on('SIGTSTP', () => this.#suspend());
    editor.on('close', () => this.#leave(editor));
    editor.prompt();
    if (text !== '') editor.write(text);
  }

  #shut(): void {
    const editor = this.#editor;
    this.#editor = undefined;
    editor?.close();
  }

  #line(line: string): void {
    if (this.#goesOn) this.#block.paste(line);
    else {
      // A message of several lines, out of the history.
      const entry = line.includes('\n') ? { text: line, isQuoted: true } : this.#block.push(line);
      if (entry !== undefined && entry.text.trim() !== '') {
        this.#finish(entry);
        return;
      }
    }
    this.#editor?.setPrompt(this.#block.isOpen ? MORE : PROMPT);
    this.#editor?.prompt();
  }

  /** Ctrl-C: drops what was typed; with nothing typed, twice, leaves. */
  #cancel(): void {
    const isEmpty = this.#editor?.line === '' && !this.#block.isOpen;
    this.#output.write('\n');
    if (isEmpty && this.#isLeaving) {
      this.#finish(undefined);
      return;
    }
    this.#isLeaving = isEmpty;
    if (isEmpty) this.#output.write('rxprompt: Ctrl-C again leaves; so does Ctrl-D\n');
    this.#shut();
    this.#block.clear();
    this.#open();
  }

  /** Ctrl-Z. */
  #suspend(): void {
    const { line } = this.#editor as Interface;
    this.#shut();
    this.#output.write('\n');
    this.#hold(false);
    let isOver = false;
    const goOn = () => {
      if (isOver || this.#isClosed) return;
      isOver = true;
      this.#hold(true);
      this.#open(line);
    };
    process.once('SIGCONT', goOn);
    process.kill(process.pid, 'SIGTSTP');
    // Where there is no shell to come back from, the system does not stop us.
    setTimeout(goOn, STOP_MS);
  }

  /** Ctrl-D, and nothing that we have closed ourselves. */
  #leave(editor: Interface): void {
    if (editor !== this.#editor) return;
    this.#output.write('\n');
    this.#finish(undefined);
  }

  #finish(entry: Entry | undefined): void {
    const give = this.#give;
    this.#give = undefined;
    this.#block.clear();
    this.#shut();
    if (entry !== undefined && entry.text !== this.#history[0]) this.#history.unshift(entry.text);
    if (this.#history.length > HISTORY) this.#history.pop();
    give?.(entry);
  }
}

function complete(line: string): [string[], string] {
  if (!/^\/[a-z]*$/.test(line)) return [[], line];
  const words = SLASH_COMMANDS.map(({ name, takes }) => `/${name}${takes === '' ? '' : ' '}`);
  return [words.filter((word) => word.startsWith(line)), line];
}
