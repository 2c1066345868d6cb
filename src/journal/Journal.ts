import type { DoneRows } from '../engine/journal/DoneRows.js';
import { readerOf } from '../engine/journal/readerOf.js';
import type { PaceRecord } from '../types/PaceRecord.js';
import type { BudgetStore } from '../types/Purse.js';
import { identityOf, isUnchanged, steady } from './FileIdentity.js';
import type { OutputLock } from './lockOutput.js';
import { orderRows } from './orderRows.js';
import type { RowFile } from './RowFile.js';
import type { FinishedRecord, InputRecord, RunRecord } from './RunRecord.js';
import { saveDurably } from './saveDurably.js';
import { writing, writingAsync } from './writing.js';

/** Of so many runs the record tells how fast they went: of the last ones. */
const MOST_PACES = 20;

/** How a run came to its end. */
export interface RunEnd {
  /** Prompts in the input. */
  readonly prompts: number;
  /** Whether the input had come to its end, or only a limit to its own. */
  readonly whole: boolean;
  /** Rows written since the journal was opened, and how many of them are failures. */
  readonly rows: number;
  readonly failed: number;
}

/** What a {@link Journal} is made of. */
export interface JournalParts {
  readonly lock: OutputLock;
  readonly recordPath: string;
  readonly record: RunRecord;
  /** The input as it is. */
  readonly input: InputRecord;
  readonly output: RowFile;
  readonly errors: RowFile | undefined;
  readonly done: DoneRows;
  readonly finished: FinishedRecord | undefined;
  readonly sameInput: boolean;
  /** Whether rows are put in the order of the input at the end. */
  readonly ordered: boolean;
}

/** An output that can be gone on with. Its rows are its memory: each is there once it is written, whatever comes. */
export class Journal {
  /** The rows that are there already; none of them is known when `finished` is. */
  readonly done: DoneRows;
  /** How the run had ended, when there is nothing left to do. */
  readonly finished: FinishedRecord | undefined;
  /** Whether prompts that have their row need not be read again, because nothing of them can have changed. */
  readonly sameInput: boolean;
  /** Keeps what is spent beside the rows. */
  readonly budget: BudgetStore;
  readonly output: RowFile;
  readonly errors: RowFile | undefined;
  readonly #parts: JournalParts;
  readonly #files: readonly RowFile[];
  #record: RunRecord;

  constructor(parts: JournalParts) {
    const { record, output, errors } = parts;
    this.#parts = parts;
    this.#record = record;
    // Failures first: whoever finds the output under its name finds them too.
    this.#files = errors === undefined ? [output] : [errors, output];
    this.output = output;
    this.errors = errors;
    this.done = parts.done;
    this.finished = parts.finished;
    this.sameInput = parts.sameInput;
    this.budget = {
      load: () => this.#record.budget ?? undefined,
      save: (budget) => writing(parts.recordPath, () => this.#save({ budget })),
    };
  }

  get record(): RunRecord {
    return this.#record;
  }

  /** Call it before anything is paid for: notes what the run is about. */
  start(): void {
    writing(this.output.path, () => {
      if (this.#record.state === 'open') this.#open();
      this.#save({});
    });
  }

  /** Call it before the first row: from now on rows of `format` are appended to the `.part` files. */
  begin(format: string): void {
    if (this.#record.state === 'open' && this.#record.format === format) return;
    writing(this.output.path, () => {
      this.#open();
      this.#save({ state: 'open', format, finished: null });
    });
  }

  /** Notes how fast this run goes, in place of what it noted before. */
  keepPace(pace: PaceRecord): void {
    const others = (this.#record.pace ?? []).filter(({ started_at }) => started_at !== pace.started_at);
    writing(this.#parts.recordPath, () => this.#save({ pace: [...others, pace].slice(-MOST_PACES) }));
  }

  /** Call it when every prompt has its row: puts rows in order, if that is wanted, and gives the files their names. */
  finish(end: RunEnd): Promise<void> {
    return writingAsync(this.output.path, async () => {
      await this.#order();
      if (this.#record.state === 'open') this.#save({ state: 'closed' });
      for (const file of this.#files) file.close();
      this.#save({ finished: this.#finishedBy(end), retrying: false, input: this.#inputNow() });
    });
  }

  async #order(): Promise<void> {
    if (!this.#parts.ordered) return;
    for (const { at } of this.#files)
      if (at !== undefined) await orderRows(at, readerOf(this.#record.format));
  }

  #finishedBy({ prompts, whole, rows, failed }: RunEnd): FinishedRecord {
    const { output, errors } = this;
    const { ordered, record: before } = this.#parts;
    return {
      prompts,
      // A retry reads no further than the run had come.
      whole:
        whole || (before.retrying && before.finished?.whole === true && before.finished.prompts === prompts),
      rows: this.done.count + rows,
      failed: this.done.failed + failed,
      ordered,
      output: identityOf(output.path) ?? null,
      errors: errors === undefined ? null : (identityOf(errors.path) ?? null),
    };
  }

  /** Lets others write the output. */
  release(): void {
    this.#parts.lock.release();
  }

  #open(): void {
    for (const file of this.#files) file.open();
  }

  #save(changes: Partial<RunRecord>): void {
    this.#record = { ...this.#record, ...changes };
    saveDurably(this.#parts.recordPath, `${JSON.stringify(this.#record, null, 2)}\n`);
  }

  /** The input that all rows are now known to be written for. */
  #inputNow(): InputRecord {
    const { input } = this.#parts;
    const now = input.path === null ? undefined : identityOf(input.path);
    return { ...input, file: isUnchanged(now, input.file) ? steady(now, Date.now()) : null };
  }
}
