import { createReadStream } from 'node:fs';
import { reasonOf } from '../../engine/reasonOf.js';
import { SourceError } from '../../errors/SourceError.js';
import { LineReader } from '../../sources/LineReader.js';
import { parseReportRow } from './ReportRow.js';
import type { RowTally } from './RowTally.js';

/** A row may be as long as a string can be, about. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;

/** Adds the rows of a file to `tally`. The torn end of one that still grows is no bad line. */
export async function readRows(path: string, tally: RowTally): Promise<void> {
  const reader = new LineReader(MAX_LINE_BYTES);
  const add = (line: string) => {
    const row = reader.problem === undefined ? parseReportRow(line) : undefined;
    if (row === undefined) tally.badLines++;
    else tally.add(row);
  };
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      reader.push(chunk);
      for (let line = reader.next(); line !== undefined; line = reader.next()) add(line);
    }
  } catch (error) {
    throw new SourceError(`cannot read ${path}: ${reasonOf(error)}`, error);
  }
  const last = reader.last();
  if (last !== undefined && !path.endsWith('.part')) add(last);
}
