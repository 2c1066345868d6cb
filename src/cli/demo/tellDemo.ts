import { formatSummary } from '../../telemetry/formatSummary.js';
import type { Snapshot } from '../../telemetry/Snapshot.js';
import { grouped } from '../grouped.js';
import type { DemoPrompt } from './prompts.js';

/** What there is to tell of a demo that has run. */
export interface DemoStory {
  readonly snapshot: Snapshot;
  /** A prompt with personal data in it, as it was written and as it was sent. */
  readonly example: { readonly written: DemoPrompt; readonly sent: string } | undefined;
  readonly output: string;
  readonly input: string;
}

/** What happened, and what to do next. */
export function tellDemo({ snapshot, example, output, input }: DemoStory): string {
  const { rows, attempts, attempt_errors, retries } = snapshot;
  const broken = Object.entries(attempt_errors).map(([code, count]) => `${code} ${grouped(count)}`);
  const waits = Object.values(retries).reduce((sum, count) => sum + count, 0);
  const rxprompt = process.env.npm_execpath === undefined ? 'rxprompt' : 'npx rxprompt';
  const story = [
    broken.length > 0 &&
      `${grouped(attempts.sent - attempts.ok)} requests went wrong (${broken.join(', ')}): ` +
        `${grouped(attempts.failovers)} times the other region was asked at once, ` +
        `${grouped(waits)} times both had failed, and the prompt waited and tried again.`,
    rows.reused > 0 &&
      `${grouped(rows.reused)} prompts had been asked before, or were being asked: they cost nothing.`,
    example !== undefined &&
      `${grouped(rows.altered)} prompts held personal data, which was taken out before they were sent. ${example.written.id}:\n` +
        `    written  ${example.written.prompt}\n` +
        `    sent     ${example.sent}`,
    rows.failed === 0
      ? `Every prompt has its row, all ${grouped(rows.ok)} with an answer.`
      : `Every prompt has its row; ${grouped(rows.failed)} of them tell of a failure.`,
  ].filter((line) => line !== false);

  return [
    '',
    formatSummary(snapshot),
    '',
    'What happened',
    ...story.map((line) => `  - ${line}`),
    '',
    'Look at the rows',
    `  head -n 1 ${output}`,
    `  jq -r '[.id, .route, .attempts, .cached, .text[:60]] | @tsv' ${output}`,
    '',
    'The same with a real model',
    '  export DEEPSEEK_API_KEY=...',
    `  ${rxprompt} ${input} -o answers.jsonl`,
    `  ${rxprompt} run --help`,
    '',
  ].join('\n');
}
