import { lastValueFrom, map, takeUntil, tap } from 'rxjs';
import { createJsonAsker } from '../../text/json/askForJson.js';
import type { Prompt } from '../../types/Prompt.js';
import { EXIT } from '../exitCodes.js';
import { grouped } from '../grouped.js';
import { reportError } from '../reportError.js';
import { checkInput } from '../run/checkInput.js';
import { openPrices } from '../run/openPrices.js';
import { openSchema } from '../run/openSchema.js';
import { openSource } from '../run/openSource.js';
import { readSchema } from '../run/SchemaFile.js';
import { sanitizeWith } from '../run/sanitizeWith.js';
import { settingsOf } from '../run/settingsOf.js';
import { openTemplate, readTemplate } from '../run/TemplateFile.js';
import { say } from '../say.js';
import { listenForStop } from '../stopSignals.js';
import { GUESSED_ANSWERS } from './Answers.js';
import type { Estimate } from './Estimate.js';
import type { EstimateFlags } from './EstimateFlags.js';
import { estimateOf } from './estimateOf.js';
import { formatEstimate } from './formatEstimate.js';
import { type Measured, measureSample } from './measureSample.js';
import { Reservoir } from './Reservoir.js';
import { Workload } from './Workload.js';

/** Calls at once that a run is taken to make when it is left to find out; DeepSeek allows 500 and more. */
const ASSUMED_AT_ONCE = 200;

/** `rxprompt estimate`: reads the whole input and tells what a run of it would cost. Returns the exit code. */
export async function estimatePrompts(file: string, flags: EstimateFlags): Promise<number> {
  const input = checkInput(file);
  const settings = settingsOf({ ...flags, drainTimeout: 0 });
  const prices = await openPrices(flags.prices);
  // Said now, not when the whole input has been read.
  sanitizeWith(flags.sanitize);
  const rows = await openTemplate(readTemplate(flags.template));
  const asks = await askerOf(flags);
  const nowMs = Date.now();
  const workload = new Workload({ ...settings, prices, reuses: settings.cache !== 'off' }, nowMs);
  const reservoir = new Reservoir<Prompt>(flags.sample ?? 0);
  const signals = listenForStop(0);
  try {
    const prompts = openSource(input, { ...flags, rows }).pipe(
      map(asks),
      tap((prompt) => {
        if (workload.add(prompt)) reservoir.offer(prompt);
      }),
      takeUntil(signals.stop),
    );
    await lastValueFrom(prompts, { defaultValue: undefined });
    let measured: Measured | undefined;
    if (reservoir.items.length > 0) {
      if (!flags.quiet) say(`asking ${grouped(reservoir.items.length)} of the prompts, to measure`);
      measured = await measureSample(reservoir.items, flags, settings, prices, signals);
    }
    if (signals.received !== undefined) {
      return signals.received === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
    }
    const estimate = put(workload, measured, flags, settings.model, prices, nowMs);
    const limits = limitsOf(flags);
    const text = flags.json
      ? JSON.stringify(estimate)
      : formatEstimate(estimate, { name: input.name, limits });
    process.stdout.write(`${text}\n`);
    return EXIT.ok;
  } catch (error) {
    return reportError(error);
  } finally {
    signals.close();
  }
}

/** What `--schema` makes of a prompt: its words are paid for, too. */
async function askerOf(flags: EstimateFlags): Promise<(prompt: Prompt) => Prompt> {
  const file = readSchema(flags);
  if (file === undefined) return (prompt) => prompt;
  await openSchema(file, {});
  const asks = createJsonAsker(file.schema, file.form);
  return (prompt) => (prompt.rejection === undefined ? asks(prompt) : prompt);
}

function put(
  workload: Workload,
  measured: Measured | undefined,
  flags: EstimateFlags,
  model: string,
  prices: Parameters<typeof estimateOf>[3],
  nowMs: number,
): Estimate {
  const answers = measured?.answers ?? GUESSED_ANSWERS;
  const { input, output, nowUsd, offPeakUsd, ...time } = estimateOf(
    workload.loads,
    answers,
    { ...flags, concurrency: flags.concurrency === 'auto' ? ASSUMED_AT_ONCE : flags.concurrency },
    prices,
    nowMs,
  );
  const calls = workload.total - workload.bad - workload.repeated;
  return {
    model,
    prompts: { total: workload.total, bad: workload.bad, repeated: workload.repeated },
    tokens: {
      input,
      output,
      output_error: measured === undefined ? null : Math.round(1.96 * measured.outputError * calls),
      input_cached: Math.round(input * answers.cachedShare),
    },
    basis: measured === undefined ? 'guess' : 'sample',
    cost_usd: { now: nowUsd, off_peak: offPeakUsd, at_most: workload.atMostUsd },
    prices_as_of: prices.asOf,
    ...time,
    sample: measured?.sample ?? null,
  };
}

function limitsOf({ concurrency, rpm, tpm }: EstimateFlags): string {
  return [
    concurrency === 'auto' ? `${ASSUMED_AT_ONCE} at once, a guess` : `${grouped(concurrency)} at once`,
    ...(rpm === undefined ? [] : [`${grouped(rpm)} requests a minute`]),
    ...(tpm === undefined ? [] : [`${grouped(tpm)} tokens a minute`]),
  ].join(', ');
}
