import { type CallFlags, ROW_FLAGS, type RunFlags } from '../run/RunFlags.js';

/** Of many prompts, of whole answers, or of forms that cannot stream: a dialog has one call at a time, and streams it. */
const LEFT_OUT: ReadonlySet<keyof RunFlags> = new Set([
  ...ROW_FLAGS,
  'dryRun',
  'stream',
  'schema',
  'maxRepairs',
  'jsonForm',
  'codec',
  'replyField',
  'concurrency',
  'preset',
  'hedge',
  'circuitBreaker',
  'whenDown',
  'drainTimeout',
] as const);

/** The flags of `rxprompt chat`, as they were parsed. */
export interface ChatFlags
  extends Omit<CallFlags, 'codec' | 'concurrency' | 'drainTimeout' | 'preset' | 'hedge' | 'whenDown'> {
  readonly session?: string;
  readonly contextTokens?: number;
  readonly whenFull: 'drop' | 'summarize';
  readonly hideThinking?: boolean;
}

/** Whether it takes a flag of `rxprompt run` as it is there. */
export function takesRunFlag(name: keyof RunFlags): boolean {
  return !LEFT_OUT.has(name);
}
