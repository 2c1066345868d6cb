import { lastValueFrom, takeUntil, tap } from 'rxjs';
import { EXIT } from '../exitCodes.js';
import { grouped } from '../grouped.js';
import type { StopSignals } from '../stopSignals.js';
import type { Input } from './checkInput.js';
import { openSource } from './openSource.js';
import type { RunFlags } from './RunFlags.js';
import { sanitizeWith } from './sanitizeWith.js';
import type { Settings } from './settingsOf.js';

/** Bad lines that are shown in full; of the others only the number. */
const SHOWN = 5;

/** Reads and checks the whole input, tells what a run would do with it, and calls nothing. Returns the exit code. */
export async function dryRun(
  input: Input,
  flags: RunFlags,
  settings: Settings,
  signals: StopSignals,
): Promise<number> {
  let format = 'nothing in it';
  let total = 0;
  let altered = 0;
  let bad = 0;
  const messages: string[] = [];
  const prompts = openSource(input, {
    ...flags,
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
    ['output', flags.output === '-' ? 'stdout' : flags.output],
    ['params', JSON.stringify(params)],
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
