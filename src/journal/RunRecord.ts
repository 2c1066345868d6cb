import type { PaceRecord } from '../types/PaceRecord.js';
import type { BudgetRecord } from '../types/Purse.js';
import type { FileIdentity } from './FileIdentity.js';

/** What a run is about, as far as its answers hang on it. Kept in `OUT.run.json`, beside the rows. */
export interface RunRecord {
  readonly version: 1;
  /**
   * `open`: rows stand in the `.part` files alone. `closed`: each file of rows is its `.part`, or else the file
   * itself; so it is before the first rename at the end of a run, and ever after.
   */
  readonly state: 'open' | 'closed';
  /** What changes an answer, by name. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly input: InputRecord;
  /** How rows are written: `flat` or `batch`. */
  readonly format: string | null;
  /** The file of failures, relative to the folder of the output. */
  readonly errors: string | null;
  /** What the run was asked for besides, for those who go on with it. Holds no secret. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** Failed rows have been taken out, to be asked for again. */
  readonly retrying: boolean;
  /** Once every prompt has its row. */
  readonly finished: FinishedRecord | null;
  readonly budget: BudgetRecord | null;
  /** How fast it went, each time that it was gone on with; missing in records of before. For reports alone. */
  readonly pace?: readonly PaceRecord[];
}

/** Where prompts came from. */
export interface InputRecord {
  /** The path as an absolute one; `null` for a pipe. */
  readonly path: string | null;
  /** How it was to be read. */
  readonly format: string;
  /** The file as it was when it was read; `null` when it may have changed since without showing it. */
  readonly file: FileIdentity | null;
}

/** A run that came to its end. */
export interface FinishedRecord {
  /** Prompts in the input. */
  readonly prompts: number;
  /** Whether the input had come to its end, or only a limit to its own. */
  readonly whole: boolean;
  readonly rows: number;
  readonly failed: number;
  /** Whether rows stand in the order of the input. */
  readonly ordered: boolean;
  readonly output: FileIdentity | null;
  readonly errors: FileIdentity | null;
}
