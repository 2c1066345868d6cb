import { dollars } from '../../engine/money/dollars.js';
import { grouped } from '../grouped.js';
import type { Estimate } from './Estimate.js';

/** An estimate for people: a few aligned lines. */
export function formatEstimate(
  estimate: Estimate,
  { name, limits, hint }: { name: string; limits: string; hint: string },
): string {
  const { prompts, tokens, cost_usd, basis, sample } = estimate;
  const notes = [
    ...(prompts.repeated > 0 ? [`${grouped(prompts.repeated)} of them repeated (the cache answers)`] : []),
    ...(prompts.bad > 0 ? [`${grouped(prompts.bad)} of them bad (not sent)`] : []),
  ];
  const cached =
    tokens.input_cached > 0 ? `, ${grouped(tokens.input_cached)} of them cached by the provider` : '';
  const error = tokens.output_error === null ? '' : ` ± ${grouped(tokens.output_error)}`;
  const lines: [string, string][] = [
    ['prompts', [`${grouped(prompts.total)} in ${name}`, ...notes].join(', ')],
    ['input', `${grouped(tokens.input)} tokens (${basis === 'guess' ? 'counted' : 'measured'})${cached}`],
    ['output', `${grouped(tokens.output)}${error} tokens (${outputBasis(estimate, hint)})`],
    ['cost now', costNow(estimate)],
    ['off-peak', usd(cost_usd.off_peak)],
    ['at most', atMost(estimate)],
    ['time', `about ${duration(estimate.duration_s)} at ${limits}`],
  ];
  if (sample !== null) {
    const failed = sample.failed > 0 ? `, ${grouped(sample.failed)} of them failed` : '';
    lines.push(['sample', `${grouped(sample.calls)} calls${failed}, which cost ${dollars(sample.cost_usd)}`]);
  }
  return lines.map(([label, text]) => `${label.padEnd(10)}${text}`).join('\n');
}

function outputBasis({ sample }: Estimate, hint: string): string {
  return sample === null
    ? `guessed${hint}`
    : `measured: ${sample.output_tokens} each, in ${sample.latency_s.toFixed(1)} s`;
}

function costNow({ model, cost_usd, peak, off_peak_from, prices_as_of }: Estimate): string {
  if (cost_usd.now === null)
    return `unknown: a model (${model}, or what prompts name) has no price (--prices FILE)`;
  const reachesPeak = cost_usd.now > (cost_usd.off_peak ?? cost_usd.now) * 1.001;
  const hours = peak
    ? `peak hours until ${off_peak_from.slice(11, 16)} UTC`
    : `off-peak hours${reachesPeak ? ', then peak hours' : ''}`;
  return `${dollars(cost_usd.now)} (${hours}; prices of ${prices_as_of})`;
}

function atMost({ cost_usd: { now, at_most } }: Estimate): string {
  if (at_most !== null) return `${dollars(at_most)}, if every answer were as long as it may be`;
  return now === null ? 'unknown' : 'unknown: nothing bounds an answer; --max-tokens N does';
}

function usd(amount: number | null): string {
  return amount === null ? 'unknown' : dollars(amount);
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
