import type { DocumentFormat } from '../../sources/document/TextReader.js';
import { type CallFlags, ROW_FLAGS, type RunFlags } from '../run/RunFlags.js';

/** The flags of `rxprompt summarize`, as they were parsed. */
export interface SummarizeFlags extends CallFlags, Pick<RunFlags, 'durable' | 'fresh'> {
  readonly chunkSize?: number;
  readonly chunkTokens?: number;
  readonly overlap?: number;
  readonly reduceTokens: number;
  readonly documentFormat: DocumentFormat;
  readonly question?: string;
  readonly state?: string;
  readonly json?: boolean;
}

const OWN: ReadonlySet<keyof RunFlags> = new Set(['durable', 'fresh']);
/** Answers to parts are joined as texts: they fit no schema. */
const LEFT_OUT: ReadonlySet<keyof RunFlags> = new Set([...ROW_FLAGS, 'schema', 'maxRepairs', 'jsonForm']);

/** Whether it takes a flag of `rxprompt run` as it is there. */
export function takesRunFlag(name: keyof RunFlags): boolean {
  return OWN.has(name) || !LEFT_OUT.has(name);
}
