import { resolve } from 'node:path';
import { identityOf } from '../../journal/FileIdentity.js';
import type { InputRecord } from '../../journal/RunRecord.js';
import type { Input } from './checkInput.js';
import type { RunFlags } from './RunFlags.js';

/** The input as the record of a run knows it. */
export function inputRecord({ source }: Input, { inputFormat }: Pick<RunFlags, 'inputFormat'>): InputRecord {
  if (typeof source !== 'string') return { path: null, format: inputFormat, file: null };
  return { path: resolve(source), format: inputFormat, file: identityOf(source) ?? null };
}
