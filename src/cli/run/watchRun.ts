import { Subscription } from 'rxjs';
import type { Tally } from '../../telemetry/createTally.js';
import { canPaint } from '../progress/canPaint.js';
import { showProgress } from '../progress/showProgress.js';
import { keepPace } from './keepPace.js';
import type { Output } from './Output.js';
import type { RunPlan } from './planRun.js';

/** Shows how a run goes, and notes how fast, until it is unsubscribed. */
export async function watchRun(
  { flags, input: { source } }: Pick<RunPlan, 'flags' | 'input'>,
  tally: Tally,
  output: Output,
  atOnce: { readonly limit: number },
): Promise<Subscription> {
  const watched = new Subscription();
  watched.add(keepPace(tally, output));
  if (flags.quiet) return watched;
  const used = { stdin: typeof source !== 'string', stdout: flags.output === '-' };
  watched.add(
    await showProgress({
      tally,
      concurrency: () => atOnce.limit,
      prompts: typeof source === 'string' ? source : undefined,
      limit: flags.limit,
      panel: !flags.json && canPaint(process, used),
    }),
  );
  return watched;
}
