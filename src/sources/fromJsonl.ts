import { digits } from '../text/digits.js';
import type { PromptTemplate } from '../text/template/PromptTemplate.js';
import type { PullSource } from '../types/PullSource.js';
import { BadInput } from './BadInput.js';
import { checkedLineOptions, type LineOptions, parseText } from './fromLines.js';
import { lineFeed, type ParseLine } from './lineFeed.js';
import type { LineInput } from './openInput.js';
import {
  idOfRow,
  inputOfRow,
  type PromptOfRow,
  promptOfBatchRow,
  promptOfMessagesRow,
  promptOfPromptRow,
  promptOfString,
  type RowDefaults,
} from './promptOfRow.js';
import { promptOfTemplate } from './promptOfTemplate.js';
import { pullSource } from './pullSource.js';
import { rejected } from './rejected.js';
import { type RowFormat, sniffFormat } from './sniffFormat.js';

/** Options of {@link fromJsonl}. */
export interface JsonlOptions extends LineOptions {
  /** How the rows are written. Default `auto`: told from the first line that is not blank. */
  readonly format?: 'auto' | RowFormat;
  /**
   * Makes the prompts of the rows: see `createTemplate`. Every row is then an object of any fields, or a text, which the
   * template knows as `{{text}}`. Default none: rows are prompts.
   */
  readonly template?: PromptTemplate;
  /** Told the format once, before the first prompt of it. */
  readonly onFormat?: (format: RowFormat) => void;
}

const ROWS: Readonly<Record<Exclude<RowFormat, 'lines'>, PromptOfRow>> = {
  strings: promptOfString,
  prompts: promptOfPromptRow,
  messages: promptOfMessagesRow,
  batch: promptOfBatchRow,
};

/**
 * One prompt for each line that is not blank, in one of five formats:
 *
 * ```text
 * lines      What is RxJS?
 * strings    "What is RxJS?"
 * prompts    {"prompt": "What is RxJS?", "id": "a", "system": "Be brief.", "params": {"temperature": 0}}
 * messages   {"messages": [{"role": "user", "content": "What is RxJS?"}], "id": "a"}
 * batch      {"custom_id": "a", "body": {"model": "deepseek-flash", "messages": [...]}}
 * ```
 *
 * `text` may stand for `prompt`. Fields that are not listed travel in `prompt.input`. `id` is `line-<n>` when
 * there is none; equal ones are allowed. A row's own `system` and `params` win over those of the options.
 *
 * A bad line (no JSON, a wrong type, a field that is missing, no UTF-8, too long) becomes a prompt with a
 * `rejection`, and the rest goes on. No text of the input stands in its message.
 *
 * Holds:   one chunk of 64 KiB and one line.
 * Errors:  `SourceError` when the input cannot be read, or is JSON over several lines.
 * Cancels: unsubscribing stops reading and destroys the stream at once.
 */
export function fromJsonl(input: LineInput, options: JsonlOptions = {}): PullSource {
  const { format = 'auto' } = options;
  if (format !== 'auto' && format !== 'lines' && !Object.hasOwn(ROWS, format)) {
    throw new RangeError(
      `expected format to be auto, lines, strings, prompts, messages or batch, got ${format}`,
    );
  }
  const limits = checkedLineOptions(options);
  return pullSource(() => {
    let known = false;
    const onFormat = (found: RowFormat) => {
      known = true;
      options.onFormat?.(found);
    };
    // The first line must be looked at: it says how all are written.
    return lineFeed(input, sniffing(format, { ...options, onFormat }), { ...limits, unread: () => known });
  }, options);
}

/** Parses with the format that is asked for, or with the one that the first telling line has. */
function sniffing(format: 'auto' | RowFormat, options: JsonlOptions): ParseLine {
  let parse: ParseLine | undefined;
  return (text, line, seq) => {
    if (parse === undefined) {
      const found = format === 'auto' ? sniffFormat(text) : format;
      if (found === undefined) return rejected(`line-${line}`, seq, notJson(line));
      options.onFormat?.(found);
      parse = parserOf(found, options);
    }
    return parse(text, line, seq);
  };
}

function parserOf(found: RowFormat, options: JsonlOptions): ParseLine {
  if (options.template === undefined)
    return found === 'lines' ? parseText(options) : parseJson(ROWS[found], options);
  const fill = promptOfTemplate(options.template);
  return found === 'lines' ? parseJson(fill, options, (text) => text) : parseJson(fill, options);
}

function parseJson(
  promptOfRow: PromptOfRow,
  defaults: RowDefaults,
  read: (text: string) => unknown = JSON.parse,
): ParseLine {
  return (text, line, seq) => {
    const id = `line-${digits(line)}`;
    let row: unknown;
    try {
      row = read(text);
    } catch {
      // The engine's own message quotes the text, which may hold personal data.
      return rejected(id, seq, notJson(line));
    }
    try {
      return promptOfRow(row, id, seq, defaults);
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      return rejected(idOfRow(row) ?? id, seq, `line ${line} ${error.message}`, inputOfRow(row));
    }
  };
}

function notJson(line: number): string {
  return `line ${line} is not JSON: mend it, or ask for the format "lines" if the input is plain text`;
}
