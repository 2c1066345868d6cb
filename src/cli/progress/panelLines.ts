import { dollars } from '../../engine/money/dollars.js';
import { countsText } from '../../telemetry/countsText.js';
import { durationText } from '../../telemetry/durationText.js';
import type { RouteState, Snapshot } from '../../telemetry/Snapshot.js';
import { waitsText } from '../../telemetry/waitsText.js';
import { whole } from '../../telemetry/whole.js';
import type { Forecast } from './Forecast.js';
import { leftText } from './leftText.js';

/** A line of the panel. */
export interface PanelLine {
  readonly label: string;
  readonly text: string;
  /** Of something that went wrong. */
  readonly bad?: boolean;
}

/** So many routes are shown; more would leave no room for the rest. */
const MOST_ROUTES = 6;

/** What the panel shows, the most important first. `limit` is how many requests may be under way at once. */
export function panelLines(snapshot: Snapshot, forecast: Forecast, limit: number): readonly PanelLine[] {
  const { rows, attempts, tokens, budget } = snapshot;
  const lines: PanelLine[] = [
    { label: 'progress', text: progress(snapshot, forecast) },
    { label: 'rows', text: rowsText(snapshot), bad: rows.failed > 0 },
    {
      label: 'requests',
      text:
        `${whole(attempts.in_flight)} in flight of ${whole(limit)}, ${whole(attempts.sent)} sent, ` +
        `${whole(attempts.retries)} ${attempts.retries === 1 ? 'retry' : 'retries'}${countsText(snapshot.retries)}`,
    },
  ];
  const waits = waitsText(snapshot.waits);
  if (waits !== '') lines.push({ label: 'waited', text: waits });
  const errors = countsText(snapshot.attempt_errors);
  if (errors !== '') lines.push({ label: 'errors', text: errors.slice(2, -1), bad: true });
  lines.push({
    label: 'tokens',
    text: `${whole(tokens.prompt)} in${share(tokens.prompt_cache_hit, tokens.prompt, 'cached by the server')}, ${whole(tokens.completion)} out`,
  });
  const expected = forecast.costUsd === null ? '' : `, about ${dollars(forecast.costUsd)} in all`;
  lines.push({ label: 'cost', text: `${dollars(snapshot.cost_usd)}${expected}` });
  if (budget !== undefined) {
    const { spent_usd, reserved_usd, cap_usd } = budget;
    lines.push({
      label: 'budget',
      text: `${dollars(spent_usd)} spent and ${dollars(reserved_usd)} set aside, of ${dollars(cap_usd)}`,
    });
  }
  for (const [name, route] of Object.entries(snapshot.routes).slice(0, MOST_ROUTES)) {
    const { in_flight, ok, failed, last_error, circuit } = route;
    const last = last_error === null ? '' : `, the last one ${last_error}`;
    lines.push({
      label: 'route',
      text: `${name}: ${whole(in_flight)} in flight, ${whole(ok)} ok, ${whole(failed)} errors${last}${circuitText(circuit)}`,
      bad: (failed > 0 && ok === 0) || circuit === 'open',
    });
  }
  return lines;
}

function circuitText(circuit: RouteState['circuit']): string {
  if (circuit === 'open') return '; not asked, until it is back';
  return circuit === 'half-open' ? '; asked again, a little' : '';
}

function progress({ rows, elapsed_s }: Snapshot, forecast: Forecast): string {
  const done = rows.total + rows.resumed;
  const speed = `${whole(forecast.perMinute)} a minute, ${durationText(elapsed_s)}${leftText(forecast)}`;
  if (forecast.prompts === null) return `${whole(done)} rows, ${speed}`;
  const part = forecast.prompts === 0 ? 1 : Math.min(1, done / forecast.prompts);
  const full = Math.floor(part * 20);
  const bar = '█'.repeat(full) + '░'.repeat(20 - full);
  return `${bar} ${Math.floor(part * 100)} %, ${whole(done)} of ${whole(forecast.prompts)}, ${speed}`;
}

function rowsText({ rows, failures }: Snapshot): string {
  return (
    `${whole(rows.ok)} ok, ${whole(rows.failed)} failed${countsText(failures)}` +
    (rows.resumed > 0 ? `, ${whole(rows.resumed)} from before` : '') +
    (rows.reused > 0
      ? `, ${whole(rows.reused)} reused${share(rows.reused, rows.ok, 'of those that are ok')}`
      : '')
  );
}

function share(part: number, all: number, what: string): string {
  return all === 0 ? '' : ` (${((part / all) * 100).toFixed(0)} % ${what})`;
}
