import type { RunFlags } from '../run/RunFlags.js';

/** Flags of `rxprompt run` that another try does not take: they say what its rows are of, which is settled. */
export const SETTLED_FLAGS = [
  'output',
  'inputFormat',
  'template',
  'outputFormat',
  'errors',
  'fresh',
  'limit',
  'dryRun',
  'system',
  'sanitize',
  'codec',
  'replyField',
] as const satisfies readonly (keyof RunFlags)[];

/** The flags of `rxprompt retry`, as they were parsed. */
export interface RetryFlags extends Omit<RunFlags, (typeof SETTLED_FLAGS)[number]> {
  readonly code?: readonly string[];
  readonly httpStatus?: readonly string[];
  readonly input?: string;
}
