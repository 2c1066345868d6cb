import type { Buffer } from 'node:buffer';
import type { RowReader } from '../engine/journal/RowReader.js';
import { eachLine } from './eachLine.js';
import { LineWriter } from './LineWriter.js';
import { RowWindow } from './RowWindow.js';

/** Rows are put in order in blocks of so many positions: 8 MB of memory, however many rows there are. */
const BLOCK = 1 << 20;

/** Where in a file the rows of a block stand: they come nearly in order, so that is a small part of it. */
interface Span {
  from: number;
  to: number;
}

/** Writes the rows of a file anew, in the order of `seq`, unless they are. The file is replaced at the end, at once. */
export async function orderRows(path: string, reader: RowReader): Promise<void> {
  const spans = new Map<number, Span>();
  let before = -1;
  let ordered = true;
  await eachLine(path, {
    line(bytes, start, end, offset) {
      if (!reader.read(bytes, start, end)) return;
      ordered &&= reader.seq > before;
      before = reader.seq;
      widen(spans, Math.floor(reader.seq / BLOCK), offset, offset + end + 1 - start);
    },
  });
  if (ordered) return;

  const writer = new LineWriter(path);
  const window = new RowWindow(path);
  try {
    for (const block of [...spans.keys()].sort((a, b) => a - b)) {
      const offsets = await offsetsOf(path, reader, block, spans.get(block) as Span);
      for (const offset of offsets) if (offset >= 0) window.copy(offset, writer);
    }
  } catch (error) {
    writer.abandon();
    throw error;
  } finally {
    window.close();
  }
  writer.commit();
}

function widen(spans: Map<number, Span>, block: number, from: number, to: number): void {
  const span = spans.get(block);
  if (span === undefined) spans.set(block, { from, to });
  else {
    span.from = Math.min(span.from, from);
    span.to = Math.max(span.to, to);
  }
}

/** Where each row of a block begins; -1 for a position that has none. */
async function offsetsOf(path: string, reader: RowReader, block: number, span: Span): Promise<Float64Array> {
  const offsets = new Float64Array(BLOCK).fill(-1);
  await eachLine(
    path,
    {
      line(bytes: Buffer, start: number, end: number, offset: number) {
        if (!reader.read(bytes, start, end)) return;
        if (Math.floor(reader.seq / BLOCK) === block) offsets[reader.seq % BLOCK] = offset;
      },
    },
    span,
  );
  return offsets;
}
