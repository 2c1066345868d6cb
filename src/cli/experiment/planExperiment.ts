import { statSync } from 'node:fs';
import type { Arm } from '../../engine/experiment/Arm.js';
import { ConfigError } from '../../errors/ConfigError.js';
import { checkCallFlags } from '../run/checkCallFlags.js';
import { checkInput, type Input } from '../run/checkInput.js';
import { checkSide } from '../run/checkOutput.js';
import { type CallPlan, planCalls, tellOf } from '../run/planCalls.js';
import type { Typed } from '../run/RunFlags.js';
import { readTemplate, type TemplateFile } from '../run/TemplateFile.js';
import type { ExperimentFlags } from './ExperimentFlags.js';
import { type ArmsFile, readArms } from './readArms.js';

/** All that an experiment needs to know, checked. */
export interface ExperimentPlan extends CallPlan, ArmsFile {
  readonly flags: ExperimentFlags;
  readonly typed: Typed;
  readonly input: Input;
  readonly template: TemplateFile | undefined;
}

/** Checks everything that can be checked before anything is opened. */
export async function planExperiment(
  file: string,
  flags: ExperimentFlags,
  typed: Typed,
): Promise<ExperimentPlan> {
  if (flags.config !== undefined) tellOf(flags)(`settings from ${flags.config}`);
  if (flags.arms === undefined)
    throw new ConfigError('--arms FILE says which arms there are (see rxprompt experiment --help)');
  checkOwn(flags, typed);
  checkCallFlags(flags, file === '-', typed);
  const input = checkInput(file);
  checkFiles(flags, input);
  const arms = await readArms(flags.arms);
  // A reused answer says nothing of its arm.
  const cache = flags.cache ?? (flags.redis === undefined ? 'off' : 'redis');
  const plan = planCalls({ ...flags, cache });
  for (const note of unheeded(flags, arms)) plan.tell(note);
  return { ...plan, ...arms, typed, input, template: readTemplate(flags.template) };
}

function checkOwn(flags: ExperimentFlags, typed: Typed): void {
  const { paired, bandit, scorer, expect, judge, judgeModel, scorePerUsd, scorePerSecond, trials } = flags;
  if (paired && bandit)
    throw new ConfigError('--paired and --bandit contradict each other: leave one of them out');
  const scorers = [scorer, expect, judge].filter((one) => one !== undefined);
  if (scorers.length > 1)
    throw new ConfigError('--scorer, --expect and --judge each say what a score is: give one of them');
  if (judgeModel !== undefined && judge === undefined)
    throw new ConfigError('--judge-model does nothing without --judge');
  if ((scorePerUsd ?? scorePerSecond) !== undefined && !bandit) {
    throw new ConfigError('--score-per-usd and --score-per-second do nothing without --bandit');
  }
  if (typed('fresh') && trials === undefined)
    throw new ConfigError('--fresh does nothing without --trials FILE');
}

function checkFiles({ trials, html, auditLog }: ExperimentFlags, input: Input): void {
  if (trials === '-') throw new ConfigError('--trials - : stdout is for the table; name a file');
  checkSide('--trials', trials, { input, output: '-' });
  if (trials !== undefined && statSync(trials, { throwIfNoEntry: false })?.isFile() === false)
    throw new ConfigError(`--trials ${trials} is no plain file: an experiment could not be gone on with`);
  checkSide('--html', html, { input, output: trials ?? '-' });
  checkSide('--audit-log', auditLog, { input, output: trials ?? '-' });
}

/** What the file of arms says and this way to assign them does not heed. */
function unheeded(
  { paired, bandit, arms: file }: ExperimentFlags,
  { arms, holdout, salt }: ArmsFile,
): string[] {
  if (!paired && !bandit) return [];
  const said = [
    ...(arms.some(({ weight }: Arm) => weight !== undefined) ? ['weight'] : []),
    ...(holdout > 0 ? ['holdout'] : []),
    ...(salt === '' ? [] : ['salt']),
  ];
  const way = paired ? '--paired asks each prompt by every arm' : '--bandit finds out what to ask';
  return said.map((name) => `${name} of ${file} does nothing: ${way}`);
}
