import type { Writable } from 'node:stream';
import { type MonoTypeOperatorFunction, Observable } from 'rxjs';
import { expectNumber } from '../engine/expectNumber.js';
import type { Outcome } from '../types/Outcome.js';
import { batchRowOf } from './batchRowOf.js';
import { fileTarget } from './fileTarget.js';
import { LineBuffer } from './LineBuffer.js';
import { lateTarget } from './lateTarget.js';
import type { RowTarget } from './RowTarget.js';
import { rowOf } from './rowOf.js';
import { sinkError } from './sinkError.js';
import { streamTarget } from './streamTarget.js';
import { type Shelf, writeBatches } from './writeBatches.js';

/** How outcomes are written. */
export type OutputFormat = 'flat' | 'batch' | 'text';

/** Options of {@link toJsonl}. */
export interface JsonlSinkOptions {
  /**
   * `flat`: one JSON object for each outcome. `batch`: the same in the form of OpenAI's batch output. `text`: the text
   * of each answer and a line end; failures are not written, unless `errors` says where, only passed on. A function is
   * asked when the first row comes. Default `flat`.
   */
  readonly format?: OutputFormat | (() => OutputFormat);
  /** The path of a file that takes the failures, flat rows beside texts, in place of the target. Default none. */
  readonly errors?: string | (() => string);
  /** Files are appended to, in place of being emptied. Default false. */
  readonly append?: boolean;
  /** Rows of files count as written once they would survive a power cut; they are synced in groups. Default false. */
  readonly durable?: boolean;
  /** Rows are written when so many bytes have come together, or sooner. Default 65,536. Minimum 1. */
  readonly flushBytes?: number;
}

/**
 * At the end of a pipe: writes a row for each outcome, and emits the outcome once its row is written.
 *
 * A `target` that is a path is emptied first; a function is asked for the path when the first row comes; a descriptor
 * is written on from where it stands; a stream is neither ended nor destroyed. Rows that come within one turn of the
 * event loop are one write, so a burst costs few calls of the system and the answer to a typed line is out at once.
 *
 * Holds:   rows not yet written, and their outcomes; a pull-driven source waits for a slow target.
 * Errors:  `SinkError` when the target cannot be written; its `cause` has the system's code (`EPIPE`, `ENOSPC`).
 *          What came before an error of the source is written, and then the error passed on.
 * Cancels: unsubscribing writes what was taken, as far as the target takes it at once, and closes what it opened.
 */
export function toJsonl<T extends Outcome>(
  target: string | (() => string) | number | Writable,
  { format = 'flat', errors, append = false, durable = false, flushBytes = 64 * 1024 }: JsonlSinkOptions = {},
): MonoTypeOperatorFunction<T> {
  if (typeof format !== 'function' && !FORMATS.has(format)) {
    throw new RangeError(`expected format to be flat, batch or text, got ${format}`);
  }
  expectNumber('flushBytes', flushBytes, { min: 1 });

  let known = typeof format === 'function' ? undefined : format;
  const shelve = (outcome: T, answers: Shelf, failures: Shelf | undefined) => {
    known ??= (format as () => OutputFormat)();
    const apart = failures !== undefined && outcome.status === 'error';
    if (known !== 'text' || apart) {
      const row = known === 'batch' ? batchRowOf(outcome) : rowOf(outcome);
      if (apart) failures.rows.add(`${row}\n`);
      else answers.rows.add(`${row}\n`);
    } else if (outcome.status === 'ok') answers.rows.add(`${outcome.text}\n`);
  };

  return (source) =>
    new Observable<T>((destination) => {
      const shelves: Shelf[] = [];
      try {
        const openFile = (file: string | number) => fileTarget(file, append ? 'a' : 'w', durable);
        shelves.push(shelfOf(target, openFile));
        if (errors !== undefined) shelves.push(shelfOf(errors, openFile));
      } catch (error) {
        for (const { target } of shelves) target.close();
        destination.error(error);
        return;
      }
      const [answers, failures] = shelves as [Shelf, Shelf?];
      writeBatches(source, destination, {
        shelves,
        flushBytes,
        shelve: (outcome) => shelve(outcome, answers, failures),
      });
    });
}

const FORMATS: ReadonlySet<string> = new Set<OutputFormat>(['flat', 'batch', 'text']);

function shelfOf(
  target: string | (() => string) | number | Writable,
  openFile: (file: string | number) => RowTarget,
): Shelf {
  if (typeof target === 'object')
    return { name: 'the output', rows: new LineBuffer(), target: streamTarget(target) };
  if (typeof target === 'function') {
    let name = 'the output';
    const open = () => {
      name = target();
      return openFile(name);
    };
    return {
      get name() {
        return name;
      },
      rows: new LineBuffer(),
      target: lateTarget(open),
    };
  }
  const name = typeof target === 'string' ? target : `descriptor ${target}`;
  try {
    return { name, rows: new LineBuffer(), target: openFile(target) };
  } catch (error) {
    throw sinkError(name, error);
  }
}
