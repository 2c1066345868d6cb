import type { Subscription } from 'rxjs';
import type { Tally } from '../../telemetry/createTally.js';
import { grouped } from '../grouped.js';
import type { StopSignals } from '../stopSignals.js';
import type { Output } from './Output.js';
import type { RunPlan } from './planRun.js';

/** Tells what happens after the first signal, and how to go on later. */
export function tellDrain(
  { flags, tell }: RunPlan,
  signals: StopSignals,
  tally: Pick<Tally, 'snapshot'>,
  { resumeCommand }: Pick<Output, 'resumeCommand'>,
): Subscription {
  return signals.stop.subscribe((signal) => {
    const way = signal === 'SIGINT' ? 'Ctrl-C again aborts' : `at most ${flags.drainTimeout / 1_000} s`;
    const { in_flight: calls } = tally.snapshot().attempts;
    const what = calls === 1 ? '1 call is' : `${grouped(calls)} calls are`;
    tell(`stopping: ${what} under way and will be finished (${way})`);
    if (resumeCommand !== undefined) tell(`to go on later: ${resumeCommand}`);
  });
}
