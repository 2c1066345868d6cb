import { type CallFlags, ROW_FLAGS, type RunFlags } from '../run/RunFlags.js';

const ROWS: ReadonlySet<string> = new Set(
  ROW_FLAGS.filter((name) => !['inputFormat', 'template', 'limit', 'fresh'].includes(name)),
);
/** Arms say these of themselves, or a dry run has no place. */
const NOT_HERE: ReadonlySet<string> = new Set(['dryRun']);

/** Whether a flag of `rxprompt run` is one of `rxprompt experiment`, too. */
export function isShared(name: keyof RunFlags): boolean {
  return !ROWS.has(name) && !NOT_HERE.has(name);
}

/** The flags of `rxprompt experiment`, as they were parsed. */
export interface ExperimentFlags
  extends Omit<CallFlags, 'dryRun'>,
    Pick<RunFlags, 'inputFormat' | 'template' | 'limit' | 'fresh'> {
  readonly arms?: string;
  readonly paired?: boolean;
  readonly bandit?: boolean;
  readonly scorePerUsd?: number;
  readonly scorePerSecond?: number;
  readonly expect?: string;
  readonly scorer?: string;
  readonly judge?: string;
  readonly judgeModel?: string;
  readonly alpha?: number;
  readonly stopEarly?: boolean;
  readonly trials?: string;
  readonly html?: string;
  readonly json?: boolean;
}
