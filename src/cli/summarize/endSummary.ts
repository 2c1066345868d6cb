import { STOPPED } from '../../errors/stoppedError.js';
import type { Tally } from '../../telemetry/createTally.js';
import { parseKinds } from '../../text/parseKinds.js';
import type { Outcome } from '../../types/Outcome.js';
import { EXIT } from '../exitCodes.js';
import { grouped } from '../grouped.js';
import { reportError } from '../reportError.js';
import { resumeCommand } from '../run/resumeCommand.js';
import { tellSummary } from '../run/tellSummary.js';
import { say } from '../say.js';
import type { StopSignals } from '../stopSignals.js';
import type { State } from './openState.js';
import type { PartList } from './PartList.js';
import type { SummaryPlan } from './planSummary.js';
import { summaryJson } from './summaryJson.js';
import { summaryText } from './summaryText.js';
import { writeOut } from './writeOut.js';

/** A summary that is over. */
export interface EndedSummary {
  readonly plan: SummaryPlan;
  readonly signals: StopSignals;
  readonly state: State | undefined;
  readonly tally: Tally;
  readonly parts: PartList;
  readonly outcome: Outcome | undefined;
  readonly recalled: number;
  /** What ended it too early. */
  readonly error?: unknown;
}

/** Writes the summary, tells the figures and what is missing; returns the exit code. */
export async function endSummary(ended: EndedSummary): Promise<number> {
  const { plan, state, tally, parts, outcome, recalled, error, signals } = ended;
  const { flags, found } = plan;
  const snapshot = tally.snapshot();
  // Of a document that broke off there is nothing to show.
  const isWhole = error === undefined && outcome !== undefined && wasAsked(outcome);
  let code = error === undefined ? EXIT.ok : reportError(error, found.keySource);
  if (isWhole) {
    try {
      const { total, failed } = snapshot.rows;
      await state?.finish({ rows: total + recalled, failed });
      if (flags.json) await writeOut(summaryJson({ plan, outcome, parts, snapshot, recalled }));
      else if (outcome.status === 'ok') await writeOut(summaryText(outcome.text, parts.failed, parts.count));
      code = tellFailures(outcome, parts) ? EXIT.rowsFailed : EXIT.ok;
    } catch (failure) {
      code = reportError(failure);
      if (code === EXIT.closedPipe) return code;
    }
  }
  if (signals.received !== undefined && (code === EXIT.ok || code === EXIT.rowsFailed)) {
    if (!isWhole) say('stopped: not all of the document was asked about, so there is no summary of it');
    code = signals.received === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  }
  if (code !== EXIT.ok && code !== EXIT.usage) tellHowToGoOn(ended, isWhole, code);
  // Of a document that was refused before anything came of it there are no figures to show.
  if (snapshot.rows.total + snapshot.attempts.sent + recalled > 0) {
    plan.tell(
      `${plan.input.name}: ${grouped(parts.characters)} characters in ${grouped(parts.count)} parts, ` +
        `${grouped(recalled)} answers were there before`,
    );
    tellSummary(snapshot, { quiet: flags.quiet === true });
  }
  return code;
}

/** Whether the document was read to its end, and every question asked. */
function wasAsked(outcome: Outcome): boolean {
  if (outcome.reduction?.failed.some(({ error }) => error.code === STOPPED)) return false;
  return outcome.status === 'ok' || ![STOPPED, 'incomplete'].includes(outcome.error.code);
}

/** Says what is not in the summary; true when there is such. */
function tellFailures(outcome: Outcome, parts: PartList): boolean {
  for (const { part, code, message } of parts.failed) say(`part ${part + 1} failed (${code}): ${message}`);
  if (outcome.status === 'error') say(`there is no summary: ${outcome.error.message}`);
  return outcome.status === 'error' || parts.failed.length > 0;
}

function tellHowToGoOn(
  { plan: { flags, input, typed }, state }: EndedSummary,
  isWhole: boolean,
  code: number,
): void {
  if (state === undefined) {
    if (!isWhole) say('what was answered is lost: --state FILE keeps it, and the same command goes on');
    return;
  }
  const fresh = flags.fresh === true && !typed('fresh');
  const how = code === EXIT.budget ? ', with a higher --max-cost' : '';
  say(`to go on${how}: ${resumeCommand({ input, fresh, kinds: parseKinds(flags.sanitize) })}`);
}
