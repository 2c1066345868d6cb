import { lastValueFrom, pipe, takeUntil } from 'rxjs';
import { runWith } from '../../pipeline/run.js';
import type { SourceEnd } from '../../sources/pump.js';
import { Closers } from '../Closers.js';
import { listenForStop, type StopSignals } from '../stopSignals.js';
import { dropUnasked } from './dropUnasked.js';
import { dryRun } from './dryRun.js';
import { endRun } from './endRun.js';
import { openCalls } from './openCalls.js';
import { openOutput } from './openOutput.js';
import { openPrices } from './openPrices.js';
import { openSchema } from './openSchema.js';
import { openSource } from './openSource.js';
import { planRun, type RunPlan } from './planRun.js';
import type { Retry } from './Retry.js';
import type { RunFlags, Typed } from './RunFlags.js';
import { openTemplate } from './TemplateFile.js';
import { tellDrain } from './tellDrain.js';
import { tuneOnSignal } from './tuneOnSignal.js';
import { watchRun } from './watchRun.js';

/** `rxprompt run`: checks everything, then asks, writes and tells. Returns the exit code. */
export async function runPrompts(
  file: string | undefined,
  flags: RunFlags,
  typed: Typed,
  retry?: Retry,
): Promise<number> {
  const plan = planRun(file, flags, typed, retry);
  const signals = listenForStop(flags.drainTimeout);
  const closers = new Closers();
  closers.add(() => signals.close());
  try {
    return await runPlan(plan, signals, closers);
  } finally {
    await closers.close();
  }
}

async function runPlan(plan: RunPlan, signals: StopSignals, closers: Closers): Promise<number> {
  const { flags, input, tell } = plan;
  // Before the output is touched: they may be wrong.
  const prices = await openPrices(flags.prices);
  const rows = await openTemplate(plan.template);
  const validate = await openSchema(plan.schema, flags);
  const output = await openOutput(plan);
  closers.add(() => output.close());
  const { budget, waiting } = output;
  const calls = await openCalls(plan, closers, { budget, waiting, prices, validate });
  const { tally, ledger, atOnce, limiter, client } = calls;
  closers.add(tuneOnSignal(flags, plan.typed, { atOnce, limiter, routes: client.routes }));
  tally.countBefore(output.before);
  if (flags.dryRun) return await dryRun(plan, signals, rows);

  let sourceEnd: SourceEnd | undefined;
  let unasked = 0;
  const ended = {
    ...{ plan, tally, signals, output, ledger },
    sourceEnd: () => (unasked === 0 ? sourceEnd : undefined),
  };
  if (output.finished) return endRun(ended);

  const asked = await calls.ask(signals.stop);
  if (typeof input.source !== 'string' && process.stdin.isTTY)
    tell('one prompt a line; Ctrl-D ends the input');
  output.start();
  const watched = await watchRun(plan, tally, output, atOnce);
  closers.add(() => watched.unsubscribe());
  const drain = tellDrain(plan, signals, tally, output);
  closers.add(() => drain.unsubscribe());

  const onEnd = (end: SourceEnd) => {
    sourceEnd = end;
  };
  const outcomes = runWith({ ledger, tally, until: signals.stop })(
    openSource(input, { ...flags, rows, onFormat: output.onInputFormat, onEnd, skip: output.skip }),
    pipe(
      plan.sanitized,
      output.restore,
      asked,
      dropUnasked(() => unasked++),
    ),
    ...output.sinks,
    ...calls.sinks,
  );
  const failed = await lastValueFrom(outcomes.pipe(takeUntil(signals.abort)), {
    defaultValue: undefined,
  }).then(
    () => ({}),
    (error: unknown) => ({ error }),
  );
  watched.unsubscribe();
  return endRun({ ...ended, ...failed });
}
