/**
 * Reads out of the bytes of a row what a resumed run must know of it, without parsing the whole: the fields are of
 * the row that `read` has read last.
 */
export interface RowReader {
  readonly seq: number;
  /** Of a row for a part of a divided prompt: which. */
  readonly part: number | undefined;
  /** Of the prompt that it was written for; see `markOf`. */
  readonly mark: number;
  readonly failed: boolean;
  /** Reads the row from `start` to `end`, its line end not included; false when it is none. */
  read(bytes: Buffer, start: number, end: number): boolean;
}

/** What {@link parseRow} found. */
export interface ParsedRow {
  readonly seq: number;
  readonly part: number | undefined;
  readonly status: 'ok' | 'error';
  readonly promptHash: string;
}

const HASH = /^[0-9a-f]{16}$/;

/** The row in `text`, however it is written; `undefined` when it is none. `fields` says where ours stand in it. */
export function parseRow(
  text: string,
  fields: (row: Readonly<Record<string, unknown>>) => unknown,
): ParsedRow | undefined {
  let row: unknown;
  try {
    row = JSON.parse(text);
  } catch {
    return undefined;
  }
  const found = isObject(row) ? fields(row) : undefined;
  if (!isObject(found)) return undefined;
  const { seq, part, status, prompt_hash: promptHash } = found;
  if (!isPlace(seq) || !(part === undefined || isPlace(part))) return undefined;
  if (status !== 'ok' && status !== 'error') return undefined;
  if (typeof promptHash !== 'string' || !HASH.test(promptHash)) return undefined;
  return { seq, part, status, promptHash };
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
