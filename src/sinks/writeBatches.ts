import { type Observable, Subscriber } from 'rxjs';
import { putOff } from '../stage/together.js';
import { accountOf } from '../types/Account.js';
import type { LineBuffer } from './LineBuffer.js';
import type { RowTarget } from './RowTarget.js';
import { sinkError } from './sinkError.js';

/** A target, and the rows that wait to be written to it. */
export interface Shelf {
  /** For messages. */
  readonly name: string;
  readonly target: RowTarget;
  readonly rows: LineBuffer;
}

interface BatchOptions<T> {
  readonly shelves: readonly Shelf[];
  readonly flushBytes: number;
  /** Puts the row of `value` on its shelf. */
  readonly shelve: (value: T) => void;
}

/**
 * Takes values from `source`, writes their rows in batches, one write at a time, and passes a batch on to
 * `destination` once it is written. A batch is written when it is large enough, or at the next turn of the event
 * loop, when everything that has arrived in this one has been taken.
 */
export function writeBatches<T>(
  source: Observable<T>,
  destination: Subscriber<T>,
  { shelves, flushBytes, shelve }: BatchOptions<T>,
): void {
  /** Not yet given to a target. */
  let waiting: T[] = [];
  /** So many of them are on their shelf; the others have come together and follow when the last of them has. */
  let shelved = 0;
  /** Being written, then passed on. */
  let batch: T[] = [];
  let passed = 0;
  let busy = false;
  let over = false;
  let turn: NodeJS.Immediate | undefined;
  let late = false;
  let end: (() => void) | undefined;

  const fail = (error: unknown) => {
    over = true;
    destination.error(error);
  };

  const shelveAll = () => {
    try {
      while (shelved < waiting.length) shelve(waiting[shelved++] as T);
    } catch (error) {
      fail(sinkError('a row', error));
    }
  };

  const isDue = () => {
    if (end !== undefined) return true;
    let size = 0;
    for (const { rows } of shelves) size += rows.length;
    return size >= flushBytes;
  };

  /** Writes shelf after shelf, then calls `done`; at once where the targets do. */
  const write = (index: number, done: () => void): void => {
    const shelf = shelves[index];
    if (shelf === undefined) {
      done();
      return;
    }
    const { rows, target } = shelf;
    const written = (error?: unknown) => {
      if (error !== undefined) fail(sinkError(shelf.name, error));
      else if (!over) write(index + 1, done);
    };
    if (rows.length === 0) written();
    else target.write(rows.take(), written);
  };

  const passOn = () => {
    while (passed < batch.length && !destination.closed) {
      const value = batch[passed++] as T;
      destination.next(value);
      // Afterwards, so that a sink further down can take hold of it without a gap.
      accountOf(value)?.release(value);
    }
    batch = [];
  };

  // One loop writes everything: what a `next` brings back into this sink waits for its next turn, so the stack
  // stays flat and the order is kept.
  const flush = () => {
    busy = true;
    clearImmediate(turn);
    turn = undefined;
    do {
      shelveAll();
      if (over) return;
      batch = waiting;
      passed = 0;
      waiting = [];
      shelved = 0;
      let written = false;
      let later = false;
      write(0, () => {
        written = true;
        if (!later) return;
        passOn();
        goOn();
      });
      later = true;
      if (!written) return;
      passOn();
    } while (!destination.closed && waiting.length > 0 && isDue());
    goOn();
  };

  const goOn = () => {
    busy = false;
    if (destination.closed) return;
    if (waiting.length === 0) end?.();
    else if (isDue()) flush();
    else turn ??= setImmediate(flush);
  };

  const writeLate = () => {
    late = false;
    if (!busy && !over && waiting.length > 0) flush();
  };

  const finish = (last: () => void) => {
    end = last;
    if (!busy) goOn();
  };

  // Built before `subscribe`, so that it can be stopped while a synchronous source is still in it.
  const outer = new Subscriber<T>({
    next: (value) => {
      accountOf(value)?.hold(value);
      waiting.push(value);
      if (late) return;
      late = putOff('write', writeLate);
      if (late) return;
      shelveAll();
      if (busy || over) return;
      if (isDue()) flush();
      else turn ??= setImmediate(flush);
    },
    error: (error: unknown) => finish(() => destination.error(error)),
    complete: () =>
      finish(() => {
        over = true;
        try {
          for (const { target } of shelves) target.close();
          destination.complete();
        } catch (error) {
          destination.error(sinkError('the end of the output', error));
        }
      }),
  });

  const deafen = shelves.map(({ name, target }) => target.onBreak((error) => fail(sinkError(name, error))));
  destination.add(outer);
  destination.add(() => {
    clearImmediate(turn);
    const abandoned = !over;
    if (abandoned) shelveAll();
    over = true;
    for (const shelf of shelves) leave(shelf, abandoned);
    for (const stop of deafen) stop();
    for (; passed < batch.length; passed++) accountOf(batch[passed])?.release(batch[passed]);
    for (const value of waiting) accountOf(value)?.release(value);
    waiting = [];
  });
  source.subscribe(outer);
}

/** Writes what is left, when nobody waits for it any more. */
function leave({ rows, target }: Shelf, write: boolean): void {
  try {
    if (write) target.writeNow(rows.take());
  } catch {
    // The subscriber has gone: nobody is left to be told, and none of these rows was acknowledged.
  }
  try {
    target.close();
  } catch {
    // As above.
  }
}
