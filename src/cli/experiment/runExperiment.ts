import { lastValueFrom, map, merge, type Observable, Subject, takeUntil, tap } from 'rxjs';
import { experiment, type Trial } from '../../../operators/experiment.js';
import type { SourceEnd } from '../../sources/pump.js';
import type { Prompt } from '../../types/Prompt.js';
import { Closers } from '../Closers.js';
import { canPaint } from '../progress/canPaint.js';
import { countPrompts } from '../progress/countPrompts.js';
import { showProgress } from '../progress/showProgress.js';
import { openCalls } from '../run/openCalls.js';
import { openPrices } from '../run/openPrices.js';
import { openSource } from '../run/openSource.js';
import type { Typed } from '../run/RunFlags.js';
import { openTemplate } from '../run/TemplateFile.js';
import { tellStop } from '../run/tellStop.js';
import { listenForStop, type StopSignals } from '../stopSignals.js';
import { assignmentFor, keepingArms } from './assignmentFor.js';
import type { ExperimentFlags } from './ExperimentFlags.js';
import { endExperiment } from './endExperiment.js';
import { notesOn } from './notesOn.js';
import { openScorer } from './openScorer.js';
import { openTrials, type Trials } from './openTrials.js';
import { type ExperimentPlan, planExperiment } from './planExperiment.js';
import { Results } from './Results.js';
import { requireField } from './requireField.js';

/** `rxprompt experiment`: prompts by their arms, and which arm does best. Returns the exit code. */
export async function runExperiment(file: string, flags: ExperimentFlags, typed: Typed): Promise<number> {
  const plan = await planExperiment(file, flags, typed);
  const signals = listenForStop(flags.drainTimeout);
  const closers = new Closers();
  closers.add(() => signals.close());
  try {
    return await compare(plan, signals, closers);
  } finally {
    await closers.close();
  }
}

async function compare(plan: ExperimentPlan, signals: StopSignals, closers: Closers): Promise<number> {
  const { flags, arms, input } = plan;
  // Before the file of trials is touched: they may be wrong.
  const prices = await openPrices(flags.prices);
  const template = await openTemplate(plan.template);
  const scorer = await openScorer(flags, closers);
  const results = new Results(arms, flags, scorer);
  const assign = assignmentFor(plan);
  let trials: Trials | undefined;
  if (flags.trials !== undefined) {
    const opened = await openTrials(flags.trials, plan, scorer, (arm, seq, scored) => {
      results.add(arm, seq, scored);
      if (arm !== undefined && assign !== 'paired') assign.learn?.(arm, scored);
    });
    closers.add(() => opened.close());
    trials = opened;
  }
  const calls = await openCalls(plan, closers, { budget: trials?.budget, prices });
  const { tally } = calls;
  if (trials !== undefined && trials.before.rows > 0) tally.countBefore(trials.before);
  for (const note of notesOn(plan)) plan.tell(note);
  const ask = await calls.ask();
  scorer.begin?.(ask);
  trials?.start();

  const enough = new Subject<void>();
  const isEnough = () => flags.stopEarly === true && results.result.winner !== undefined;
  const take = (trial: Trial) => {
    tally.count(trial.outcome);
    // First what may be refused: a score that is out of range is not written down.
    results.add(trial.arm, trial.outcome.seq, trial);
    trials?.add(trial);
    if (isEnough()) enough.next();
  };
  let sourceEnd: SourceEnd | undefined;
  const onEnd = (end: SourceEnd) => {
    sourceEnd = end;
  };
  const prompts = openSource(input, { ...flags, rows: template, onEnd }).pipe(
    takeUntil(merge(signals.stop, enough)),
    flags.expect === undefined ? map((prompt: Prompt) => prompt) : requireField(flags.expect),
  );
  const asking = experiment(
    {
      arms,
      assign: keepingArms(assign, trials),
      score: scorer.score,
      ...(trials !== undefined && { skip: trials.has }),
    },
    (asked: Observable<Prompt>) =>
      calls.sinks.reduce((outcomes, sink) => outcomes.pipe(sink), asked.pipe(ask)),
  );
  const watched = await watch(plan, calls);
  closers.add(() => watched.unsubscribe());
  const stopping = tellStop(plan, signals, tally);
  closers.add(() => stopping.unsubscribe());
  let failed: { readonly error?: unknown } = {};
  if (!isEnough()) {
    const seen = prompts.pipe(plan.sanitized, asking, tap(take), takeUntil(signals.abort));
    await lastValueFrom(seen, { defaultValue: undefined }).catch((error: unknown) => {
      failed = { error };
    });
  }
  watched.unsubscribe();
  return endExperiment({
    plan,
    signals,
    results,
    trials,
    scorer,
    tally,
    sourceEnd,
    isEnough: isEnough(),
    ...failed,
  });
}

/** Shows how it goes, on stderr. */
async function watch(
  { flags, input, arms, template }: ExperimentPlan,
  { tally, atOnce }: Awaited<ReturnType<typeof openCalls>>,
): Promise<{ unsubscribe(): void }> {
  if (flags.quiet) return { unsubscribe() {} };
  let prompts: number | null = null;
  const { source } = input;
  // One to a line, as far as is known without reading it all.
  const count =
    typeof source === 'string' && template === undefined ? countPrompts(source, flags.limit) : undefined;
  count?.prompts.then((found) => {
    prompts = found === null ? null : found * (flags.paired ? arms.length : 1);
  });
  const used = { stdin: typeof source !== 'string', stdout: false };
  const shown = await showProgress({
    tally,
    concurrency: () => atOnce.limit,
    prompts: () => prompts,
    panel: canPaint(process, used),
  });
  shown.add(() => count?.stop());
  return shown;
}
