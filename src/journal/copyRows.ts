import { DoneRows } from '../engine/journal/DoneRows.js';
import type { RowReader } from '../engine/journal/RowReader.js';
import { eachLine } from './eachLine.js';
import { LineWriter } from './LineWriter.js';

/** Says of the row that the reader has just read whether it stays. `bytes` from `start` to `end` are the row. */
export type KeepRow = (bytes: Buffer, start: number, end: number) => boolean;

/**
 * Writes the rows of `from` to `to`, which may be the same file, without those that `keep` does not want, lines that
 * are no rows, and second rows of a position. `to` is replaced at the end, at once.
 */
export async function copyRows(from: string, to: string, reader: RowReader, keep: KeepRow): Promise<void> {
  const seen = new DoneRows();
  const writer = new LineWriter(to);
  try {
    await eachLine(from, {
      line(bytes, start, end) {
        if (bytes.subarray(start, end).includes(0) || !reader.read(bytes, start, end)) return;
        if (keep(bytes, start, end) && seen.add(reader.seq, reader.mark, reader.failed, reader.part))
          writer.write(bytes, start, end);
      },
    });
  } catch (error) {
    writer.abandon();
    throw error;
  }
  writer.commit();
}
