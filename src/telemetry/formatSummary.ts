import { dollars } from '../engine/money/dollars.js';
import { countsText } from './countsText.js';
import { durationText } from './durationText.js';
import type { Snapshot } from './Snapshot.js';
import { timeText } from './timeText.js';
import { waitsText } from './waitsText.js';
import { whole } from './whole.js';

/** A snapshot for people: a few aligned lines, without those that have nothing to say. No line end at the end. */
export function formatSummary(snapshot: Snapshot): string {
  const { rows, attempts, tokens, latency_ms: latency } = snapshot;
  const lines: [string, string][] = [
    [
      'rows',
      `${whole(rows.total)}: ${whole(rows.ok)} ok, ${whole(rows.failed)} failed${countsText(snapshot.failures)} ` +
        `in ${durationText(snapshot.elapsed_s)} (${whole(snapshot.rows_per_second)}/s)`,
    ],
  ];
  if (rows.resumed > 0) {
    const failed = rows.resumed_failed > 0 ? `, ${whole(rows.resumed_failed)} of them failed` : '';
    lines.push(['resumed', `${some(rows.resumed, 'row')} had been written before${failed}`]);
  }
  if (rows.reused > 0) lines.push(['reused', `${some(rows.reused, 'row')}${countsText(snapshot.reused)}`]);
  if (rows.altered > 0)
    lines.push(['altered', `${some(rows.altered, 'row')}${countsText(snapshot.redactions)}`]);
  if (rows.cut > 0)
    lines.push([
      'cut',
      `${some(rows.cut, 'prompt')}, by the server: it counted far fewer tokens than there are`,
    ]);
  if (rows.dropped > 0) lines.push(['dropped', `${some(rows.dropped, 'prompt')}, by the pipeline itself`]);
  if (rows.extra > 0)
    lines.push(['extra', `${some(rows.extra, 'value')} beyond the first of their prompt, not written`]);
  lines.push([
    'requests',
    `${whole(attempts.sent)} sent, ${whole(attempts.ok)} ok, at most ${whole(attempts.peak_in_flight)} at once` +
      (attempts.retries > 0
        ? `, ${some(attempts.retries, 'retry', 'retries')}${countsText(snapshot.retries)}`
        : '') +
      (attempts.failovers > 0 ? `, ${some(attempts.failovers, 'failover')}` : '') +
      (attempts.hedges > 0 ? `, ${some(attempts.hedges, 'second call')} beside late ones` : '') +
      (attempts.repairs > 0 ? `, ${some(attempts.repairs, 'repair')}` : ''),
  ]);
  const waits = waitsText(snapshot.waits);
  if (waits !== '') lines.push(['waited', waits]);
  if (latency.p50 !== null) {
    const { p50, p90, p99, max } = latency;
    lines.push([
      'latency',
      `p50 ${timeText(p50)}, p90 ${timeText(p90)}, p99 ${timeText(p99)}, max ${timeText(max)}`,
    ]);
  }
  if (tokens.prompt + tokens.completion > 0) {
    const reasoning = tokens.reasoning > 0 ? ` (${whole(tokens.reasoning)} reasoning)` : '';
    lines.push([
      'tokens',
      `${whole(tokens.prompt)} in (${whole(tokens.prompt_cache_hit)} cached by the server), ` +
        `${whole(tokens.completion)} out${reasoning}`,
    ]);
  }
  if (attempts.sent > 0 || snapshot.cost_usd > 0 || rows.unknown_cost > 0) {
    const unknown =
      rows.unknown_cost > 0 ? `, without ${some(rows.unknown_cost, 'row')} of unknown cost` : '';
    lines.push(['cost', `${dollars(snapshot.cost_usd)}${unknown}`]);
  }
  if (snapshot.waste.tokens > 0) lines.push(['wasted', wasteText(snapshot.waste)]);
  if (snapshot.budget !== undefined) lines.push(['budget', budgetText(snapshot.budget)]);
  return lines.map(([name, text]) => `${name.padEnd(10)}${text}`).join('\n');
}

function wasteText({ tokens, estimated_tokens, cost_usd, reasons }: Snapshot['waste']): string {
  const told = estimated_tokens > 0 ? `, ${whole(estimated_tokens)} of them by estimate` : '';
  return `${whole(tokens)} tokens (${dollars(cost_usd)}) on attempts without an answer${countsText(reasons)}${told}`;
}

function budgetText({ cap_usd, spent_usd, unreported_usd }: NonNullable<Snapshot['budget']>): string {
  const unreported =
    unreported_usd > 0 ? `, ${dollars(unreported_usd)} of it the worst of calls that brought no bill` : '';
  return `${dollars(spent_usd)} of ${dollars(cap_usd)}${unreported}`;
}

function some(count: number, one: string, more = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : more}`;
}
