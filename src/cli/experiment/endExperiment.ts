import { writeFileSync } from 'node:fs';
import { reasonOf } from '../../engine/reasonOf.js';
import type { SourceEnd } from '../../sources/pump.js';
import type { Tally } from '../../telemetry/createTally.js';
import { parseKinds } from '../../text/parseKinds.js';
import { EXIT } from '../exitCodes.js';
import { reportError } from '../reportError.js';
import { resumeCommand } from '../run/resumeCommand.js';
import { tellSummary } from '../run/tellSummary.js';
import { say } from '../say.js';
import type { StopSignals } from '../stopSignals.js';
import { writeOut } from '../summarize/writeOut.js';
import { experimentPage } from './experimentPage.js';
import { formatExperiment } from './formatExperiment.js';
import type { Scorer } from './openScorer.js';
import type { Trials } from './openTrials.js';
import type { ExperimentPlan } from './planExperiment.js';
import type { Results } from './Results.js';

/** An experiment that is over. */
export interface EndedExperiment {
  readonly plan: ExperimentPlan;
  readonly signals: StopSignals;
  readonly results: Results;
  readonly trials: Trials | undefined;
  readonly scorer: Scorer;
  readonly tally: Tally;
  /** Where the source came to its end, if it did. */
  readonly sourceEnd: SourceEnd | undefined;
  /** Whether there was a winner, and nobody wanted more. */
  readonly isEnough: boolean;
  /** What ended it too early. */
  readonly error?: unknown;
}

/** Prints what is known, gives the trials their name when nothing is left to do; returns the exit code. */
export async function endExperiment(ended: EndedExperiment): Promise<number> {
  const { plan, signals, results, trials, scorer, tally, sourceEnd, isEnough, error } = ended;
  const { flags, input, found } = plan;
  const snapshot = tally.snapshot();
  const { total, failed, resumed, resumed_failed } = snapshot.rows;
  let code = error === undefined ? EXIT.ok : reportError(error, found.keySource);
  if (total + resumed === 0 && code !== EXIT.ok) return code;
  try {
    await writeOut(textOf(ended, snapshot.cost_usd));
    if (flags.html !== undefined) {
      const { result, course, heldOut } = results;
      const { words } = scorer;
      writePage(flags.html, experimentPage({ name: input.name, result, words, course, heldOut }));
    }
    const isThrough =
      code === EXIT.ok && (isEnough || (sourceEnd !== undefined && signals.received === undefined));
    if (isThrough) {
      const end = sourceEnd ?? { prompts: total + resumed, whole: false };
      await trials?.finish({ ...end, rows: total, failed });
    } else tellHowToGoOn(ended, code);
  } catch (failure) {
    code = reportError(failure);
    if (code === EXIT.closedPipe) return code;
  }
  if (flags.bandit)
    plan.tell('a bandit chose who asks: it favours what looked good, so its intervals are rough');
  tellSummary(snapshot, { quiet: flags.quiet === true });
  if (code !== EXIT.ok) return code;
  if (signals.received !== undefined)
    return signals.received === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  return failed + resumed_failed > 0 ? EXIT.rowsFailed : EXIT.ok;
}

function textOf({ plan: { flags }, results, scorer }: EndedExperiment, costUsd: number): string {
  const { result, heldOut, unscored } = results;
  if (!flags.json) return `${formatExperiment(result, { words: scorer.words, heldOut, unscored })}\n`;
  const facts = { score: scorer.words, held_out: heldOut, unscored, cost_usd: costUsd };
  return `${JSON.stringify({ ...result, ...facts })}\n`;
}

function tellHowToGoOn({ plan: { flags, input, typed }, trials }: EndedExperiment, code: number): void {
  if (trials === undefined) {
    say('what was answered is not kept: --trials FILE keeps it, and the same command goes on');
    return;
  }
  if (code === EXIT.usage) return;
  const fresh = flags.fresh === true && !typed('fresh');
  const how = code === EXIT.budget ? ', with a higher --max-cost' : '';
  say(`to go on${how}: ${resumeCommand({ input, fresh, kinds: parseKinds(flags.sanitize) })}`);
}

function writePage(path: string, page: string): void {
  try {
    writeFileSync(path, page);
  } catch (error) {
    say(`cannot write --html ${path}: ${reasonOf(error)}`);
  }
}
