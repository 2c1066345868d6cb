import type { MonoTypeOperatorFunction } from 'rxjs';
import type { Sink } from '../../pipeline/run.js';
import type { SourceEnd } from '../../sources/pump.js';
import type { PaceRecord } from '../../types/PaceRecord.js';
import type { Prompt } from '../../types/Prompt.js';
import type { BudgetStore } from '../../types/Purse.js';

/** Rows, and how many of them are failures. */
export interface RowCounts {
  readonly rows: number;
  readonly failed: number;
}

/** Where the rows of a run go, and what of it is there already. */
export interface Output {
  /** Write the rows. */
  readonly sinks: readonly Sink[];
  /** How many prompts may wait in it for those before them. */
  readonly waiting: number;
  /** Rows of earlier runs. */
  readonly before: RowCounts;
  /** True when every prompt has its row already: nothing is left to do. */
  readonly finished: boolean;
  /** Says of which prompts not even the lines need be read. */
  readonly skip: ((seq: number) => boolean) | undefined;
  /** Leaves out prompts that have their row. */
  readonly restore: MonoTypeOperatorFunction<Prompt>;
  /** Keeps what is spent from run to run. */
  readonly budget: BudgetStore | undefined;
  /** How to go on with a run that was stopped; `undefined` where that cannot be. */
  readonly resumeCommand: string | undefined;
  /** Told how the prompts are written, before the first of them. */
  onInputFormat(format: string): void;
  /** Call it before anything is paid for. */
  start(): void;
  /** Keeps how fast the run goes, for its report. Call it after `start`. */
  keepPace(pace: PaceRecord): void;
  /** Call it when every prompt up to `end` has its row. */
  finish(end: SourceEnd, written: RowCounts): Promise<void>;
  close(): void;
}
