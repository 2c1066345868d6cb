import { timeText } from '../../../telemetry/timeText.js';
import { whole } from '../../../telemetry/whole.js';
import { costText } from '../costText.js';
import type { Report } from '../Report.js';
import { pageOf } from './pageOf.js';
import { sections } from './sections.js';

/** A report as one page that loads nothing. */
export function reportPage(report: Report): string {
  const [file = ''] = report.files;
  const state = report.finished ? 'A finished run.' : 'An unfinished run: so far.';
  return pageOf({
    title: `rxprompt report: ${file}`,
    heading: file,
    intro: `${state} The cost is that of the answers; rows do not tell of attempts that failed before their own.`,
    facts: factsOf(report),
    sections: sections(report),
  });
}

function factsOf({
  rows,
  tokens,
  cache_share: share,
  ...report
}: Report): readonly (readonly [string, string])[] {
  const { p50, p90, p99, max } = report.latency_ms;
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
  return [
    ['rows', whole(rows.total)],
    ['ok', whole(rows.ok)],
    ['failed', whole(rows.failed)],
    ...Object.entries(share.rows).map(([tier, part]) => [`reused (${tier})`, percent(part)] as const),
    ['requests', whole(report.attempts)],
    ['cost', costText(report)],
    ['tokens in', whole(tokens.prompt)],
    ...(share.provider_tokens === null
      ? []
      : [['of them cached by the server', percent(share.provider_tokens)] as const]),
    ['tokens out', whole(tokens.completion)],
    ['of them reasoning', whole(tokens.reasoning)],
    ['latency p50', timeText(p50)],
    ['p90', timeText(p90)],
    ['p99', timeText(p99)],
    ['longest', timeText(max)],
    ...(report.ttft_ms.p50 === null ? [] : [['first token p50', timeText(report.ttft_ms.p50)] as const]),
    ...Object.entries(report.redactions).map(([kind, count]) => [`redacted: ${kind}`, whole(count)] as const),
    ...(report.bad_lines > 0 ? [['lines that are no rows', whole(report.bad_lines)] as const] : []),
  ];
}
