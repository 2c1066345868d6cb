import type { Ledger } from '../../engine/ledger.js';
import type { SourceEnd } from '../../sources/pump.js';
import type { Tally } from '../../telemetry/createTally.js';
import { EXIT } from '../exitCodes.js';
import { grouped } from '../grouped.js';
import { reportError } from '../reportError.js';
import { say } from '../say.js';
import type { StopSignals } from '../stopSignals.js';
import type { Output } from './Output.js';
import type { RunPlan } from './planRun.js';
import { tellSummary } from './tellSummary.js';

/** A run that is over. */
export interface EndedRun {
  readonly plan: RunPlan;
  readonly tally: Tally;
  readonly signals: StopSignals;
  readonly output: Output;
  readonly ledger: Pick<Ledger, 'outstanding'>;
  /** Where the source came to its end, if it did. */
  readonly sourceEnd: () => SourceEnd | undefined;
  /** What ended it too early. */
  readonly error?: unknown;
}

/** Gives the output its name when every prompt has its row, tells what has come of the run; returns the exit code. */
export async function endRun(run: EndedRun): Promise<number> {
  const { plan, tally, output } = run;
  let code = run.error === undefined ? EXIT.ok : reportError(run.error, plan.found.keySource);
  if (code === EXIT.closedPipe) return code;
  const snapshot = tally.snapshot();
  const { total, failed, resumed, resumed_failed } = snapshot.rows;
  let end = code === EXIT.ok && run.ledger.outstanding === 0 ? run.sourceEnd() : undefined;
  if (end !== undefined) {
    try {
      await output.finish(end, { rows: total, failed });
      if (failed + resumed_failed > 0) code = EXIT.rowsFailed;
      if (total + resumed === 0) plan.tell(`${plan.input.name} holds no prompts`);
    } catch (error) {
      code = reportError(error);
      end = undefined;
    }
  }
  const nothingLeft = output.finished || (end !== undefined && total === 0 && resumed > 0);
  if (nothingLeft) {
    code = resumed_failed > 0 ? EXIT.rowsFailed : EXIT.ok;
    plan.tell(finishedWords(run, resumed, resumed_failed));
  } else code = signalCode(run, end, code);
  if (end === undefined && !nothingLeft && code !== EXIT.usage && output.resumeCommand !== undefined) {
    const how = code === EXIT.budget ? ', with a higher --max-cost' : '';
    say(`to go on${how}: ${output.resumeCommand}`);
  }
  // Of a run that was refused before anything came of it there are no figures to show.
  const isIdle = nothingLeft || (total === 0 && snapshot.attempts.ok === 0 && code !== EXIT.ok);
  tellSummary(snapshot, isIdle ? { ...plan.flags, quiet: true } : plan.flags);
  return code;
}

function finishedWords({ plan, output }: EndedRun, rows: number, failed: number): string {
  const { flags, input, retry } = plan;
  if (retry !== undefined && output.finished) {
    const what = failed === 0 ? 'no row failed' : `none of the ${grouped(failed)} failed rows is meant`;
    return `nothing to retry in ${flags.output}: ${what}`;
  }
  const again = failed > 0 ? `rxprompt retry ${flags.output} asks again for those that failed, ` : '';
  const failures = failed > 0 ? `, ${grouped(failed)} of them failed` : '';
  return (
    `${flags.output} is finished: every prompt of ${input.name} has its row (${grouped(rows)}${failures}); ` +
    `${again}add --fresh to start over`
  );
}

/** What a signal makes of the exit code. */
function signalCode({ plan, signals, ledger }: EndedRun, end: SourceEnd | undefined, code: number): number {
  const { received } = signals;
  if (received === undefined || (code !== EXIT.ok && code !== EXIT.rowsFailed)) return code;
  if (ledger.outstanding > 0) plan.tell(`aborted: ${grouped(ledger.outstanding)} prompts have no row`);
  else plan.tell(`stopped: every prompt ${end === undefined ? 'that was sent ' : ''}has its row`);
  return received === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
}
