import { lastValueFrom, takeUntil, tap } from 'rxjs';
import type { PromptTemplate } from '../../text/template/PromptTemplate.js';
import { EXIT } from '../exitCodes.js';
import { grouped } from '../grouped.js';
import type { StopSignals } from '../stopSignals.js';
import { openSource } from './openSource.js';
import type { RunPlan } from './planRun.js';
import { sanitizeWith } from './sanitizeWith.js';

/** Bad lines that are shown in full; of the others only the number. */
const SHOWN = 5;

/** Reads and checks the whole input, tells what a run would do with it, and calls nothing. Returns the exit code. */
export async function dryRun(
  { input, flags, settings, schema, template }: RunPlan,
  signals: StopSignals,
  rows?: PromptTemplate,
): Promise<number> {
  let format = 'nothing in it';
  let total = 0;
  let altered = 0;
  let bad = 0;
  const messages: string[] = [];
  const prompts = openSource(input, {
    ...flags,
    rows,
    onFormat(found) {
      format = found;
    },
  }).pipe(
    sanitizeWith(flags.sanitize),
    tap(({ rejection, redactions }) => {
      total++;
      if (redactions !== undefined) altered++;
      if (rejection === undefined) return;
      if (++bad <= SHOWN) messages.push(rejection.message);
    }),
    takeUntil(signals.stop),
  );
  await lastValueFrom(prompts, { defaultValue: undefined });

  const { params, retry, attemptMs, cache } = settings;
  const lines: [string, string][] = [
    ['input', `${input.name} (${format})`],
    [
      'prompts',
      `${grouped(total - bad)}${altered > 0 ? `, ${grouped(altered)} of them with personal data` : ''}`,
    ],
    ['bad lines', grouped(bad)],
    ...messages.map((message): [string, string] => ['', message]),
    ...(bad > SHOWN ? [['', `and ${grouped(bad - SHOWN)} more`] as [string, string]] : []),
    ...(template === undefined ? [] : [['template', template.path ?? template.text] as [string, string]]),
    ['output', flags.output === '-' ? 'stdout' : flags.output],
    ['params', JSON.stringify(params)],
    ...(schema === undefined ? [] : [['schema', `${schema.path} (${schema.form})`] as [string, string]]),
    ['limits', `${retry.maxRetries} retries, ${attemptMs / 1_000} s for an attempt`],
    ['cache', cache],
    ['sanitize', flags.sanitize],
  ];
  process.stderr.write(`${lines.map(([name, text]) => `${name.padEnd(11)}${text}`).join('\n')}\n`);
  process.stderr.write('nothing was sent: --dry-run\n');
  if (signals.received !== undefined)
    return signals.received === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  return bad > 0 ? EXIT.rowsFailed : EXIT.ok;
}
