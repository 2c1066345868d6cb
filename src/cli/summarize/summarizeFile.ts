import { createReadStream } from 'node:fs';
import { lastValueFrom, type OperatorFunction, pipe, takeUntil, tap } from 'rxjs';
import { mapReduce } from '../../../operators/mapReduce.js';
import { runWith } from '../../pipeline/run.js';
import { fromDocument } from '../../sources/document/fromDocument.js';
import type { Outcome } from '../../types/Outcome.js';
import type { Prompt } from '../../types/Prompt.js';
import { Closers } from '../Closers.js';
import { canPaint } from '../progress/canPaint.js';
import { showProgress } from '../progress/showProgress.js';
import { openCalls } from '../run/openCalls.js';
import { openPrices } from '../run/openPrices.js';
import type { Typed } from '../run/RunFlags.js';
import { tellStop } from '../run/tellStop.js';
import { listenForStop, type StopSignals } from '../stopSignals.js';
import { drySummary } from './drySummary.js';
import { endSummary } from './endSummary.js';
import { expectedCalls } from './expectedCalls.js';
import { gate } from './gate.js';
import { openState } from './openState.js';
import { PartList } from './PartList.js';
import { planSummary, type SummaryPlan } from './planSummary.js';
import { questionsFor } from './questionsFor.js';
import { recall } from './recall.js';
import type { SummarizeFlags } from './SummarizeFlags.js';

/** `rxprompt summarize`: checks everything, then asks about each part and joins the answers. Returns the exit code. */
export async function summarizeFile(file: string, flags: SummarizeFlags, typed: Typed): Promise<number> {
  const plan = planSummary(file, flags, typed);
  const signals = listenForStop(flags.drainTimeout);
  const closers = new Closers();
  closers.add(() => signals.close());
  try {
    return await (flags.dryRun ? drySummary(plan, signals) : summarize(plan, signals, closers));
  } finally {
    await closers.close();
  }
}

async function summarize(plan: SummaryPlan, signals: StopSignals, closers: Closers): Promise<number> {
  const { flags, input, tell } = plan;
  // Before the state is touched: they may be wrong.
  const prices = await openPrices(flags.prices);
  const state = flags.state === undefined ? undefined : await openState(flags.state, plan);
  if (state !== undefined) closers.add(() => state.close());
  // Answers wait for those before them: enough parts are in hand that one slow call holds up few others.
  const waiting = 16 * (flags.concurrency === 'auto' ? 128 : flags.concurrency);
  const calls = await openCalls(plan, closers, { budget: state?.budget, waiting, prices });
  const { tally, ledger } = calls;
  if (state !== undefined && state.known > 0)
    tell(`${flags.state} has ${state.known} answers of before: what is the same is not asked again`);
  const asked = await calls.ask();
  state?.start();

  const parts = new PartList(flags.json === true);
  let recalled = 0;
  const sinks = [...(state?.sinks ?? []), ...calls.sinks];
  const ask: OperatorFunction<Prompt, Outcome> = (prompts) =>
    sinks
      .reduce((outcomes, sink) => outcomes.pipe(sink), prompts.pipe(asked))
      .pipe(tap((outcome) => tally.count(outcome)));
  const find = (prompt: Prompt) => {
    const known = state?.find(prompt);
    if (known !== undefined) {
      recalled++;
      tally.countBefore({ rows: 1, failed: 0 });
    }
    return known;
  };
  // Half as many more as are asked at once: those that sleep before a retry should keep no others from their turn.
  const room = () => Math.ceil(1.5 * calls.atOnce.limit);
  const gated = gate({ room, stop: signals.stop }, ask);
  const each: OperatorFunction<Prompt, Outcome> = (prompts) =>
    prompts.pipe(
      plan.sanitized,
      recall(find, gated),
      tap((outcome) => parts.told(outcome)),
    );

  const { source, stats } = input;
  // A stream, because it tells how much of it was read.
  const stream = typeof source === 'string' ? createReadStream(source, { highWaterMark: 65_536 }) : undefined;
  closers.add(() => stream?.destroy());
  if (!flags.quiet) {
    const used = { stdin: typeof input.source !== 'string', stdout: false };
    const shown = await showProgress({
      tally,
      concurrency: () => calls.atOnce.limit,
      prompts: () => expectedCalls({ parts, stream, size: stats.size }, flags),
      panel: canPaint(process, used),
    });
    closers.add(() => shown.unsubscribe());
  }
  const stopping = tellStop(plan, signals, tally);
  closers.add(() => stopping.unsubscribe());

  let outcome: Outcome | undefined;
  const done = runWith({ ledger, until: signals.stop })(
    fromDocument(stream ?? source, { ...plan.split, format: flags.documentFormat }),
    pipe(
      tap((part: Prompt) => parts.came(part)),
      mapReduce(each, { ...questionsFor(flags), maxTokens: flags.reduceTokens }),
    ),
    tap((found) => {
      outcome = found;
    }),
  );
  const failed = await lastValueFrom(done.pipe(takeUntil(signals.abort)), { defaultValue: undefined }).then(
    () => ({}),
    (error: unknown) => ({ error }),
  );
  return endSummary({ plan, signals, state, tally, parts, outcome, recalled, ...failed });
}
