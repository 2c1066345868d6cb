import { interval, Subscription } from 'rxjs';
import type { Tally } from '../../telemetry/createTally.js';
import { say, sayThrough } from '../say.js';
import { countPrompts } from './countPrompts.js';
import { type Forecast, Forecaster } from './Forecast.js';
import { progressLine } from './progressLine.js';

/** What {@link showProgress} shows. */
export interface ShownRun {
  readonly tally: Tally;
  /** How many requests may be under way at once. */
  readonly concurrency: () => number;
  /** How many prompts there are, the file that they stand in, or how to ask for it time and again. Default: nobody knows. */
  readonly prompts?: number | string | (() => number | null) | undefined;
  /** Only so many of them are taken. */
  readonly limit?: number | undefined;
  /** Whether to draw a panel; else a line is written now and then. */
  readonly panel: boolean;
  /** How often a line is written, in milliseconds. Default 10,000. */
  readonly everyMs?: number;
}

const REDRAW_MS = 150;

/** Shows how a run goes, on stderr, until it is unsubscribed: nothing of that is done for each row. */
export async function showProgress({ panel, everyMs = 10_000, ...run }: ShownRun): Promise<Subscription> {
  const { tally } = run;
  const forecaster = new Forecaster();
  const shown = new Subscription();
  const next = (): [ReturnType<Tally['snapshot']>, Forecast] => {
    const snapshot = tally.snapshot();
    if (typeof run.prompts === 'function') forecaster.prompts = run.prompts();
    return [snapshot, forecaster.next(snapshot)];
  };
  if (!panel) {
    // Runs that are through before the first line need no count.
    shown.add(
      interval(everyMs).subscribe((tick) => {
        if (tick === 0) shown.add(countFor(forecaster, run));
        say(progressLine(...next()));
      }),
    );
    return shown;
  }
  const [{ Panel }, { panelLines }] = await Promise.all([import('./Panel.js'), import('./panelLines.js')]);
  const drawn = new Panel(process.stderr, (process.env.NO_COLOR ?? '') === '');
  const draw = () => drawn.draw(panelLines(...next(), run.concurrency()));
  draw();
  shown.add(sayThrough((text) => drawn.print(text)));
  shown.add(() => drawn.close());
  shown.add(interval(REDRAW_MS).subscribe(draw));
  shown.add(countFor(forecaster, run));
  return shown;
}

/** Tells the forecaster how many prompts there are, as soon as that is known. Returns how to give up. */
function countFor(
  forecaster: Forecaster,
  { prompts, limit }: Pick<ShownRun, 'prompts' | 'limit'>,
): () => void {
  if (typeof prompts === 'function') return () => {};
  if (typeof prompts !== 'string') {
    forecaster.prompts = prompts ?? limit ?? null;
    return () => {};
  }
  const count = countPrompts(prompts, limit);
  count.prompts.then((prompts) => {
    forecaster.prompts = prompts;
  });
  return () => count.stop();
}
