import type { MonoTypeOperatorFunction } from 'rxjs';
import type { Prompt } from '../../types/Prompt.js';
import { say } from '../say.js';
import { checkFlags, type Typed } from './checkFlags.js';
import { checkInput, type Input } from './checkInput.js';
import { checkErrors, checkOutput, checkSide } from './checkOutput.js';
import { findRoutes } from './findRoutes.js';
import type { Retry } from './Retry.js';
import type { RunFlags } from './RunFlags.js';
import { requireModel } from './requireModel.js';
import type { ResolvedRoutes } from './resolveRoutes.js';
import { sanitizeWith } from './sanitizeWith.js';
import { type Settings, settingsOf } from './settingsOf.js';

/** All that a run needs to know, checked. */
export interface RunPlan {
  readonly flags: RunFlags;
  readonly typed: Typed;
  readonly input: Input;
  readonly settings: Settings;
  readonly found: ResolvedRoutes;
  /** Only failed rows, once more. */
  readonly retry?: Retry;
  readonly sanitized: MonoTypeOperatorFunction<Prompt>;
  /** Says something that is no warning. */
  readonly tell: (message: string) => void;
}

/** Checks everything that can be checked before anything is opened. */
export function planRun(file: string | undefined, flags: RunFlags, typed: Typed, retry?: Retry): RunPlan {
  const tell = flags.quiet ? () => {} : say;
  if (flags.config !== undefined) tell(`settings from ${flags.config}`);
  checkFlags(flags, file, typed);
  const input = checkInput(file);
  checkOutput(flags, input);
  checkErrors(flags, input);
  checkSide('--audit-log', flags.auditLog, { input, output: flags.output });
  checkSide('--summary', flags.summary, { input, output: flags.output });
  const sanitized = sanitizeWith(flags.sanitize);
  const settings = settingsOf(flags);
  const found = findRoutes(flags);
  requireModel(found.destinations, flags, settings);
  return {
    flags,
    typed,
    input,
    settings,
    found,
    sanitized,
    tell,
    ...(retry !== undefined && { retry }),
  };
}
