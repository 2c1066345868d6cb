import { countsText } from '../../telemetry/countsText.js';
import { timeText } from '../../telemetry/timeText.js';
import { whole } from '../../telemetry/whole.js';
import { costText } from './costText.js';
import { paceOf } from './paceOf.js';
import type { Bought, Quantiles, Report } from './Report.js';

/** A report for people: a few aligned lines, without those that have nothing to say. */
export function formatReport(report: Report): string {
  const { rows, tokens, cache_share: share, files, finished } = report;
  const lines: [string, string][] = [
    ['files', `${files.join(', ')}${finished ? '' : ' (unfinished)'}`],
    ['rows', `${whole(rows.total)}: ${whole(rows.ok)} ok, ${whole(rows.failed)} failed`],
  ];
  for (const [code, { rows, example }] of Object.entries(report.failures)) {
    lines.push([
      '',
      `${code} ${whole(rows)}, such as ${printable(example.id)}: ${printable(example.message)}`,
    ]);
  }
  if (report.bad_lines > 0) lines.push(['bad', `${whole(report.bad_lines)} lines are no rows`]);
  if (rows.reused > 0) {
    const shares = Object.entries(share.rows).map(([tier, part]) => `${tier} ${percent(part)}`);
    lines.push(['reused', `${whole(rows.reused)} rows (${shares.join(', ')} of those that are ok)`]);
  }
  if (rows.altered > 0)
    lines.push(['altered', `${whole(rows.altered)} rows${countsText(report.redactions)}`]);
  lines.push(['requests', whole(report.attempts)]);
  if (report.latency_ms.p50 !== null) lines.push(['latency', quantiles(report.latency_ms)]);
  if (report.ttft_ms.p50 !== null) lines.push(['1st token', quantiles(report.ttft_ms)]);
  const cached =
    share.provider_tokens === null ? '' : ` (${percent(share.provider_tokens)} cached by the server)`;
  const reasoning = tokens.reasoning > 0 ? ` (${whole(tokens.reasoning)} reasoning)` : '';
  lines.push(['tokens', `${whole(tokens.prompt)} in${cached}, ${whole(tokens.completion)} out${reasoning}`]);
  lines.push(['cost', costText(report)]);
  for (const [name, group] of [
    ['route', report.routes],
    ['model', report.models],
  ] as const) {
    for (const [key, bought] of Object.entries(group))
      lines.push([name, `${printable(key)}: ${boughtText(bought)}`]);
  }
  if (report.over_time !== null) lines.push(['over time', overTime(report)]);
  return lines.map(([label, text]) => `${label.padEnd(10)}${text}`).join('\n');
}

function boughtText(bought: Bought): string {
  const { p50, p99 } = bought.latency_ms;
  return `${whole(bought.answers)} answers, ${costText(bought)}, p50 ${timeText(p50)}, p99 ${timeText(p99)}`;
}

function quantiles({ p50, p90, p99, max }: Quantiles): string {
  return `p50 ${timeText(p50)}, p90 ${timeText(p90)}, p99 ${timeText(p99)}, max ${timeText(max)}`;
}

const LEVELS = '▁▂▃▄▅▆▇█';

/** A line of small bars, and the best rate among them. */
function overTime({ over_time }: Report): string {
  const rates = paceOf(over_time ?? []).map(({ rowsPerMinute }) => rowsPerMinute);
  if (rates.length === 0) return 'no rows yet';
  const width = Math.ceil(rates.length / 60);
  const means: number[] = [];
  for (let at = 0; at < rates.length; at += width) {
    const some = rates.slice(at, at + width);
    means.push(some.reduce((sum, rate) => sum + rate, 0) / some.length);
  }
  const most = Math.max(...means);
  const bar = (rate: number) => LEVELS[most === 0 ? 0 : Math.round((rate / most) * 7)];
  return `${means.map(bar).join('')} at most ${whole(most)} rows a minute`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** Words of a server, on one line and without anything that a terminal would obey. */
function printable(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
