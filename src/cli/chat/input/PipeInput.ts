import { firstValueFrom, NEVER, type Observable } from 'rxjs';
import { ConfigError } from '../../../errors/ConfigError.js';
import { SourceError } from '../../../errors/SourceError.js';
import { type LineInput, type OpenInput, openInput } from '../../../sources/openInput.js';
import type { ChatInput } from './ChatInput.js';
import type { Entry } from './Entry.js';
import { MessageBlock } from './MessageBlock.js';

/** Turns by lines: of a pipe, a file, or a terminal that can do no more. Blank lines are none. */
export class PipeInput implements ChatInput {
  readonly isTerminal = false;
  readonly interrupts = NEVER;
  readonly #input: OpenInput;
  readonly #stopped: Promise<unknown>;
  readonly #ask: () => void;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #block = new MessageBlock();
  /** What follows the last line end. */
  #rest = '';
  #lines: string[] = [];
  #isOver = false;
  #isStopped = false;

  /**
   * @param stop From its first value on there is nothing more.
   * @param ask Says that a line is waited for.
   */
  constructor(input: LineInput, stop: Observable<unknown>, ask: () => void = () => {}) {
    this.#input = openInput(input);
    this.#stopped = firstValueFrom(stop, { defaultValue: undefined }).then(() => {
      this.#isStopped = true;
    });
    this.#ask = ask;
  }

  async next(): Promise<Entry | undefined> {
    this.#ask();
    for (;;) {
      if (this.#isStopped) return undefined;
      for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift()) {
        const entry = this.#block.push(line);
        if (entry !== undefined && entry.text.trim() !== '') return entry;
      }
      if (this.#isOver) return this.#end();
      await Promise.race([this.#fill(), this.#stopped]);
    }
  }

  close(): void {
    this.#input.close();
  }

  async #fill(): Promise<void> {
    const chunk = await this.#input.next();
    this.#isOver = chunk === undefined;
    const lines = (this.#rest + this.#decode(chunk)).split(/\r\n|\n/);
    // Behind the last line end there is no line.
    this.#rest = this.#isOver && lines.at(-1) !== '' ? '' : (lines.pop() as string);
    this.#lines = lines;
  }

  #decode(chunk: Uint8Array | string | undefined): string {
    try {
      return typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (error) {
      throw new SourceError('cannot read the input: it is not UTF-8', error);
    }
  }

  #end(): Entry | undefined {
    if (this.#block.isQuoting) throw new ConfigError('the input ends within """: close it by another """');
    const entry = this.#block.end();
    return entry?.text.trim() === '' ? undefined : entry;
  }
}
