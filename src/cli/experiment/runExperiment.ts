import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { lastValueFrom, takeUntil, takeWhile, tap } from 'rxjs';
import { experiment, type Trial } from '../../../operators/experiment.js';
import type { Arm } from '../../engine/experiment/Arm.js';
import { ExperimentTally } from '../../engine/experiment/ExperimentTally.js';
import { hashAssignment } from '../../engine/experiment/hashAssignment.js';
import { ignoredParams } from '../../engine/experiment/ignoredParams.js';
import { thompsonAssignment } from '../../engine/experiment/thompsonAssignment.js';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';
import { rowOf } from '../../sinks/rowOf.js';
import { formatSummary } from '../../telemetry/formatSummary.js';
import { Closers } from '../Closers.js';
import { thinks } from '../estimate/thinks.js';
import { EXIT } from '../exitCodes.js';
import { reportError } from '../reportError.js';
import { checkCallFlags } from '../run/checkCallFlags.js';
import { checkInput } from '../run/checkInput.js';
import { openCalls } from '../run/openCalls.js';
import { openSource } from '../run/openSource.js';
import { planCalls } from '../run/planCalls.js';
import type { Typed } from '../run/RunFlags.js';
import type { Settings } from '../run/settingsOf.js';
import { openTemplate, readTemplate } from '../run/TemplateFile.js';
import { say } from '../say.js';
import { listenForStop, type StopSignals } from '../stopSignals.js';
import { Course } from './Course.js';
import type { ExperimentFlags } from './ExperimentFlags.js';
import { experimentPage } from './experimentPage.js';
import { formatExperiment } from './formatExperiment.js';
import { openScorer } from './openScorer.js';
import { type ArmsFile, readArms } from './readArms.js';

/** `rxprompt experiment`: prompts by their arms, and which arm does best. Returns the exit code. */
export async function runExperiment(file: string, flags: ExperimentFlags, typed: Typed): Promise<number> {
  if (flags.arms === undefined)
    throw new ConfigError('--arms FILE says which arms there are (see rxprompt experiment --help)');
  checkOwn(flags);
  checkCallFlags(flags, file === '-', typed);
  const signals = listenForStop(0);
  const closers = new Closers();
  closers.add(() => signals.close());
  try {
    return await compare(file, { ...flags, arms: flags.arms }, signals, closers);
  } finally {
    await closers.close();
  }
}

async function compare(
  file: string,
  flags: ExperimentFlags & { readonly arms: string },
  signals: StopSignals,
  closers: Closers,
): Promise<number> {
  const input = checkInput(file);
  const { arms, ...split } = await readArms(flags.arms);
  const template = await openTemplate(readTemplate(flags.template));
  // A reused answer says nothing of its arm.
  const plan = planCalls({ ...flags, cache: flags.cache ?? (flags.redis === undefined ? 'off' : 'redis') });
  const trials = openTrials(flags.trials, closers);
  const calls = await openCalls(plan, closers);
  for (const note of notesOn(arms, plan.settings)) plan.tell(note);
  const scorer = await openScorer(flags, () => calls.ask(), closers);
  const ask = await calls.ask();

  const names = arms.map(({ name }) => name);
  const tally = new ExperimentTally(names, {
    ...(flags.alpha !== undefined && { alpha: flags.alpha }),
    paired: flags.paired === true,
  });
  const course = new Course(names);
  const take = (trial: Trial) => {
    calls.tally.count(trial.outcome);
    trials?.(trial, trial.arm === undefined ? 'holdout' : (names[trial.arm] as string));
    if (trial.arm === undefined) return;
    tally.add(trial.arm, trial.outcome.seq, trial);
    course.add(() => tally.means());
  };
  let failure: unknown;
  const seen = openSource(input, { ...flags, rows: template }).pipe(
    plan.sanitized,
    experiment({ arms, assign: assignmentOf(flags, arms, split), score: scorer.score }, ask),
    tap(take),
    takeWhile(() => flags.stopEarly !== true || tally.result().winner === undefined),
    takeUntil(signals.stop),
  );
  await lastValueFrom(seen, { defaultValue: undefined }).catch((error) => {
    failure = error;
  });

  const result = tally.result();
  const snapshot = calls.tally.snapshot();
  process.stdout.write(
    `${flags.json ? JSON.stringify({ ...result, score: scorer.words, cost_usd: snapshot.cost_usd }) : formatExperiment(result, scorer.words)}\n`,
  );
  if (flags.html !== undefined)
    writePage(flags.html, experimentPage(input.name, result, scorer.words, course));
  if (!flags.quiet) process.stderr.write(`\n${formatSummary(snapshot)}\n`);
  if (flags.bandit)
    plan.tell('a bandit chose who asks: it favours what looked good, so its intervals are rough');
  if (failure !== undefined) return reportError(failure, plan.found.keySource);
  if (signals.received !== undefined)
    return signals.received === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  return snapshot.rows.failed > 0 ? EXIT.rowsFailed : EXIT.ok;
}

function checkOwn({
  paired,
  bandit,
  scorer,
  expect,
  judge,
  judgeModel,
  scorePerUsd,
  scorePerSecond,
}: ExperimentFlags): void {
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
}

function assignmentOf(
  { paired, bandit, scorePerUsd, scorePerSecond }: ExperimentFlags,
  arms: readonly Arm[],
  { holdout, salt }: Omit<ArmsFile, 'arms'>,
) {
  if (paired) return 'paired' as const;
  if (!bandit) return hashAssignment(arms, { holdout, salt });
  return thompsonAssignment(arms.length, {
    random: Math.random,
    ...(scorePerUsd !== undefined && { scorePerUsd }),
    ...(scorePerSecond !== undefined && { scorePerSecond }),
  });
}

/** What arms ask for and a model does not heed. */
function notesOn(arms: readonly Arm[], { model, params }: Settings): readonly string[] {
  return arms.flatMap(({ name, params: own = {} }) => {
    const asked = own.model ?? model;
    return ignoredParams(asked, own, thinks(asked, own, params)).map((note) => `arm ${name}: ${note}`);
  });
}

/** Appends each trial to the file as a row, with its arm and its score. */
function openTrials(
  path: string | undefined,
  closers: Closers,
): ((trial: Trial, arm: string) => void) | undefined {
  if (path === undefined) return undefined;
  let descriptor: number;
  try {
    descriptor = openSync(path, 'w');
  } catch (error) {
    throw new ConfigError(`cannot write --trials ${path}: ${reasonOf(error)}`, error);
  }
  closers.add(() => closeSync(descriptor));
  return ({ outcome, score }, arm) => {
    writeSync(
      descriptor,
      `{"arm":${JSON.stringify(arm)},"score":${JSON.stringify(score)},${rowOf(outcome).slice(1)}\n`,
    );
  };
}

function writePage(path: string, page: string): void {
  try {
    writeFileSync(path, page);
  } catch (error) {
    say(`cannot write --html ${path}: ${reasonOf(error)}`);
  }
}
