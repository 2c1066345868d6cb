import { interval, type Observable, type Subscription } from 'rxjs';
import type { Tally } from '../../telemetry/createTally.js';
import { grouped } from '../grouped.js';
import { say } from '../say.js';

/** A plain line on stderr every ten seconds. */
export function showProgress(tally: Tally, ticks: Observable<unknown> = interval(10_000)): Subscription {
  return ticks.subscribe(() => {
    const { rows, attempts, rows_per_second, cost_usd, elapsed_s } = tally.snapshot();
    const failed = rows.failed > 0 ? `, ${grouped(rows.failed)} of them failed` : '';
    const retries = attempts.retries > 0 ? `, retries ${grouped(attempts.retries)}` : '';
    say(
      `${Math.round(elapsed_s)} s: ${grouped(rows.total)} rows (${grouped(rows_per_second)}/s)${failed}, ` +
        `in flight ${grouped(attempts.in_flight)}${retries}, $${cost_usd.toFixed(4)}`,
    );
  });
}
