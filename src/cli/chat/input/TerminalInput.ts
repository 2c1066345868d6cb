import type { Interface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { type Observable, Subject } from 'rxjs';
import type { ChatInput } from './ChatInput.js';
import { createEditor, HISTORY } from './createEditor.js';
import type { Entry } from './Entry.js';
import { Keyboard } from './Keyboard.js';
import type { Keys } from './KeyReader.js';
import { MessageBlock } from './MessageBlock.js';

const PROMPT = '> ';
const MORE = '. ';
const CTRL_C = '\u0003';

/**
 * A person at a terminal. While a turn is waited for, Node's line editor has the keyboard; while an answer comes, Escape and
 * Ctrl-C stop it, and what else is typed is kept for the next turn.
 */
export class TerminalInput implements ChatInput {
  readonly isTerminal = true;
  readonly interrupts: Observable<void>;
  readonly #interrupts = new Subject<void>();
  readonly #keyboard: Keyboard;
  readonly #output: WriteStream;
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

  /** @param stop From its first value on there is nothing more. */
  constructor(terminal: ReadStream, output: WriteStream, stop: Observable<unknown>) {
    this.#output = output;
    this.interrupts = this.#interrupts.asObservable();
    const isAnswering = () => this.#give === undefined;
    const end = () => this.#end();
    this.#keyboard = new Keyboard(terminal, output, {
      get wantsEscape() {
        return isAnswering();
      },
      keys: (keys) => this.#press(keys),
      escape: () => this.#interrupt(),
      end,
    });
    stop.subscribe(end);
  }

  next(): Promise<Entry | undefined> {
    return new Promise((give) => {
      if (this.#isClosed) return give(undefined);
      this.#give = give;
      this.#open();
      const ahead = this.#ahead;
      this.#ahead = [];
      for (const keys of ahead) this.#press(keys);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#shut();
    this.#keyboard.close();
  }

  #end(): void {
    this.#isClosed = true;
    this.#interrupts.next();
    this.#finish(undefined);
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
    this.#insert(keys.type === 'paste' ? keys.text : '\n');
  }

  /** Puts in a text whose line ends send nothing. */
  #insert(text: string): void {
    this.#goesOn = true;
    this.#editor?.write(text);
    this.#goesOn = false;
  }

  #open(text = ''): void {
    this.#typed = new Readable({ read() {} });
    const prompt = this.#block.isOpen ? MORE : PROMPT;
    const editor = createEditor(this.#typed, this.#output, prompt, this.#history);
    this.#editor = editor;
    editor.on('line', (line) => this.#line(line));
    editor.on('SIGINT', () => this.#cancel());
    editor.on('SIGTSTP', () => this.#suspend());
    editor.on('close', () => this.#leave(editor));
    editor.prompt();
    if (text !== '') this.#insert(text);
  }

  #shut(): void {
    const editor = this.#editor;
    this.#editor = undefined;
    editor?.close();
  }

  #line(line: string): void {
    // What comes out of the history may have several lines; Node 24 divides them by returns.
    const lines = line.split(/[\r\n]/);
    const last = this.#goesOn ? undefined : lines.pop();
    for (const before of lines) this.#block.paste(before);
    const entry = last === undefined ? undefined : this.#block.push(last);
    if (entry !== undefined && entry.text.trim() !== '') {
      this.#finish(entry);
      return;
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
    this.#keyboard.suspend(() => this.#open(line));
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
