import { dollars } from '../../engine/money/dollars.js';
import type { Snapshot } from '../../telemetry/Snapshot.js';
import { whole } from '../../telemetry/whole.js';
import type { Forecast } from './Forecast.js';
import { leftText } from './leftText.js';

/** Routes that are not asked, because they fail. */
function downText({ routes }: Snapshot): string {
  const down = Object.entries(routes).filter(([, { circuit }]) => circuit === 'open');
  return down.length === 0 ? '' : `; down: ${down.map(([name]) => name).join(', ')}`;
}

/** How a run stands, in one line. */
export function progressLine(snapshot: Snapshot, forecast: Forecast): string {
  const { rows, attempts, tokens, cost_usd, elapsed_s, budget } = snapshot;
  const done = rows.total + rows.resumed;
  const { prompts } = forecast;
  const of = prompts === null ? '' : ` of ${whole(prompts)}`;
  const share =
    prompts === null || prompts === 0 ? '' : `, ${Math.min(100, Math.floor((100 * done) / prompts))} %`;
  const expected =
    budget !== undefined
      ? ` of ${dollars(budget.cap_usd)} at most`
      : forecast.costUsd === null
        ? ''
        : ` of about ${dollars(forecast.costUsd)}`;
  return (
    `${Math.round(elapsed_s)} s: ${whole(done)}${of} rows${share} (${whole(forecast.perMinute)} a minute)` +
    (rows.failed > 0 ? `, ${whole(rows.failed)} of them failed` : '') +
    `, in flight ${whole(attempts.in_flight)}` +
    (attempts.retries > 0 ? `, retries ${whole(attempts.retries)}` : '') +
    `, ${whole(tokens.prompt)} tokens in, ${whole(tokens.completion)} out, ` +
    `${dollars(budget?.spent_usd ?? cost_usd)}${expected}${leftText(forecast)}${downText(snapshot)}`
  );
}
