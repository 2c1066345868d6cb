import { Buffer } from 'node:buffer';
import { SourceError } from '../../errors/SourceError.js';
import { digits } from '../../text/digits.js';
import type { Prompt } from '../../types/Prompt.js';
import { BadInput } from '../BadInput.js';
import { ChunkReader } from '../ChunkReader.js';
import type { Feed } from '../Feed.js';
import type { LineInput } from '../openInput.js';
import { idOfRow, inputOfRow, type PromptOfRow, type RowDefaults } from '../promptOfRow.js';
import { rejected } from '../rejected.js';
import { CsvReader } from './CsvReader.js';
import { columnsOf } from './columnsOf.js';

/** How a table is read. */
export interface TableTerms {
  /** `undefined`: a comma, or a semicolon where the header has no comma but that. */
  readonly delimiter: string | undefined;
  readonly maxRowBytes: number;
  readonly promptOfRow: PromptOfRow;
  readonly defaults: RowDefaults;
  /** Throws what is wrong with the names of the columns. */
  readonly checkColumns: (columns: readonly string[]) => void;
  readonly skip?: ((seq: number) => boolean) | undefined;
  readonly limit?: number | undefined;
}

/** Prompts from the rows of a table whose first row names its columns, one chunk in memory at a time. */
export function csvFeed(input: LineInput, terms: TableTerms): Feed {
  const { promptOfRow, defaults, skip, maxRowBytes, limit = Number.POSITIVE_INFINITY } = terms;
  const reader = new CsvReader(terms.delimiter ?? ',', maxRowBytes);
  const decoder = new TextDecoder();
  const chunks = new ChunkReader(input, (chunk) => {
    reader.push(chunk === undefined ? decoder.decode() : decoder.decode(bytesOf(chunk), { stream: true }));
    if (chunk === undefined) reader.end();
  });
  let columns: readonly string[] | undefined;

  const promptOf = (fields: readonly string[], seq: number): Prompt => {
    const id = `line-${digits(reader.line)}`;
    if (reader.problem !== undefined)
      return rejected(id, seq, `line ${reader.line} ${describe(reader.problem)}`);
    const names = columns as readonly string[];
    if (fields.length !== names.length) {
      const has = `has ${fields.length === 1 ? '1 field' : `${fields.length} fields`}`;
      return rejected(
        id,
        seq,
        `line ${reader.line} ${has}, the header names ${names.length}: put quotes round text with delimiters in it`,
      );
    }
    const row = rowOf(names, fields);
    try {
      return promptOfRow(row, id, seq, defaults);
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      return rejected(idOfRow(row) ?? id, seq, `line ${reader.line} ${error.message}`, inputOfRow(row));
    }
  };

  const header = (): boolean => {
    const fields = reader.next();
    if (fields === undefined) return false;
    if (reader.problem !== undefined)
      throw new SourceError(`the header, line ${reader.line}, ${describe(reader.problem)}`);
    const found = columnsOf(fields, terms.delimiter);
    reader.delimiter = found.delimiter ?? reader.delimiter;
    columns = found.columns;
    terms.checkColumns(columns);
    return true;
  };

  const feed = {
    position: 0,
    ended: false,
    get bytes() {
      return reader.size;
    },
    get atHand() {
      return reader.hasMore;
    },
    shift(): Prompt | undefined {
      if (columns === undefined && !header()) {
        feed.ended = chunks.over;
        return undefined;
      }
      while (feed.position < limit) {
        const fields = reader.next();
        if (fields === undefined) {
          feed.ended = chunks.over;
          return undefined;
        }
        const seq = feed.position++;
        if (!skip?.(seq)) return promptOf(fields, seq);
      }
      return undefined;
    },
    fetch: (ready: () => void, failed: (error: unknown) => void) => chunks.fetch(ready, failed),
    close: () => chunks.close(),
  };
  return feed;

  function describe(problem: NonNullable<CsvReader['problem']>): string {
    switch (problem) {
      case 'quote not closed':
        return 'opens a quote that is never closed: close it, or double a quote that is text';
      case 'text after a quote':
        return 'goes on after the quote that closes a field: double a quote that is text';
      case 'too long':
        return `has a row of more than ${maxRowBytes} characters, the limit for one prompt; is a quote not closed?`;
      case 'not UTF-8':
        return 'is not valid UTF-8: convert the input';
    }
  }
}

function rowOf(names: readonly string[], fields: readonly string[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    const value = fields[index];
    // A cell that is empty names nobody.
    if (name === 'id' && value === '') continue;
    if (name === '__proto__') Object.defineProperty(row, name, { value, enumerable: true });
    else row[name] = value;
  }
  return row;
}

function bytesOf(chunk: Uint8Array | string): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
