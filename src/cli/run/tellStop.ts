import type { Subscription } from 'rxjs';
import type { Tally } from '../../telemetry/createTally.js';
import { grouped } from '../grouped.js';
import type { StopSignals } from '../stopSignals.js';
import type { CallPlan } from './planCalls.js';

/** Tells what happens after the first signal. */
export function tellStop(
  { flags, tell }: Pick<CallPlan, 'flags' | 'tell'>,
  signals: StopSignals,
  tally: Pick<Tally, 'snapshot'>,
): Subscription {
  return signals.stop.subscribe((signal) => {
    const way = signal === 'SIGINT' ? 'Ctrl-C again aborts' : `at most ${flags.drainTimeout / 1_000} s`;
    const { in_flight } = tally.snapshot().attempts;
    tell(`stopping: ${grouped(in_flight)} requests are under way and will be finished (${way})`);
  });
}
