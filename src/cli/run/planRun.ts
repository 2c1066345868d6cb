import { checkFlags } from './checkFlags.js';
import { checkInput, type Input } from './checkInput.js';
import { checkErrors, checkOutput, checkSide } from './checkOutput.js';
import { type CallPlan, planCalls, tellOf } from './planCalls.js';
import type { Retry } from './Retry.js';
import type { RunFlags, Typed } from './RunFlags.js';
import { readTemplate, type TemplateFile } from './TemplateFile.js';

/** All that a run needs to know, checked. */
export interface RunPlan extends CallPlan {
  readonly flags: RunFlags;
  readonly typed: Typed;
  readonly input: Input;
  /** What is asked of each row; `undefined`: rows are prompts. */
  readonly template: TemplateFile | undefined;
  /** Only failed rows, once more. */
  readonly retry?: Retry;
}

/** Checks everything that can be checked before anything is opened. */
export function planRun(file: string | undefined, flags: RunFlags, typed: Typed, retry?: Retry): RunPlan {
  if (flags.config !== undefined) tellOf(flags)(`settings from ${flags.config}`);
  checkFlags(flags, file, typed);
  const input = checkInput(file);
  checkOutput(flags, input);
  checkErrors(flags, input);
  checkSide('--audit-log', flags.auditLog, { input, output: flags.output });
  checkSide('--summary', flags.summary, { input, output: flags.output });
  const template = readTemplate(flags.template);
  return { ...planCalls(flags), typed, input, template, ...(retry !== undefined && { retry }) };
}
