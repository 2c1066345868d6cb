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
import type { EstimateFlags } from './EstimateFlags.js';
import { formatEstimate } from './formatEstimate.js';
import { type Measured, measureSample } from './measureSample.js';
import { Reservoir } from './Reservoir.js';
import { limitsOf, toEstimate } from './toEstimate.js';
import { Workload } from './Workload.js';

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
    const estimate = toEstimate(workload, measured, flags, settings.model, prices, nowMs);
    const limits = limitsOf(flags);
    const text = flags.json
      ? JSON.stringify(estimate)
      : formatEstimate(estimate, {
          name: input.name,
          limits,
          hint: '; --sample 20 asks 20 of them and measures',
        });
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
