import type { Snapshot } from '../../telemetry/Snapshot.js';

/** Where a run is going. What cannot be told is `null`. */
export interface Forecast {
  /** Prompts in all, those of earlier runs included. */
  readonly prompts: number | null;
  /** Rows a minute, lately. */
  readonly perMinute: number;
  readonly secondsLeft: number | null;
  /** US dollars of this run, once it is through. */
  readonly costUsd: number | null;
}

/** So long is "lately". */
const WINDOW_S = 60;

/** Tells from snapshots, one after the other, how fast a run is lately, and when and at what price it will be done. */
export class Forecaster {
  /** Prompts of the input, once somebody has counted them. */
  prompts: number | null = null;
  #seen: { readonly at: number; readonly rows: number }[] = [{ at: 0, rows: 0 }];

  next({ elapsed_s: at, rows, cost_usd: cost }: Snapshot): Forecast {
    const { prompts } = this;
    const perSecond = this.#rate(at, rows.total);
    const left = prompts === null ? null : Math.max(0, prompts - rows.resumed - rows.total - rows.dropped);
    return {
      prompts,
      perMinute: perSecond * 60,
      secondsLeft: left === null || perSecond === 0 ? null : left / perSecond,
      costUsd: left === null || rows.total === 0 ? null : cost + (cost / rows.total) * left,
    };
  }

  #rate(at: number, rows: number): number {
    const seen = this.#seen;
    // Of the marks that are old enough, the latest: with one a second, there are never more than a few dozen.
    while (seen.length > 1 && (seen[1] as { at: number }).at <= at - WINDOW_S) seen.shift();
    const [first] = seen as [{ at: number; rows: number }];
    const last = seen.at(-1) as { at: number };
    if (at - last.at >= 1) seen.push({ at, rows });
    return at > first.at ? (rows - first.rows) / (at - first.at) : 0;
  }
}
