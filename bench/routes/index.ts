import { regionKilled } from './regionKilled.js';

const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
const mean = (times: readonly number[]) => times.reduce((sum, time) => sum + time, 0) / times.length;

/** Routes that die and come back, in virtual time. */
export function routes({ smoke = false } = {}): void {
  const seeds = smoke ? 1 : 5;
  const prompts = smoke ? 5_000 : 60_000;
  console.log(
    `A region that dies and returns, 60 s each in the mean; ${prompts} prompts, ${seeds} seeds, in virtual time`,
  );
  for (const regions of [2, 1] as const) {
    for (const [how, failMs] of [
      ['refused', 1],
      ['no connection for 5 s', 5_000],
    ] as const) {
      for (const [name, fixedOpenMs] of [
        ['ours', undefined],
        ['open 30 s', 30_000],
      ] as const) {
        const runs = Array.from({ length: seeds }, (_, seed) =>
          regionKilled({ seed, regions, prompts, failMs, ...(fixedOpenMs !== undefined && { fixedOpenMs }) }),
        );
        const of = (pick: (run: (typeof runs)[number]) => readonly number[]) => runs.flatMap(pick);
        const elsewhere = of((run) => run.elsewhere);
        const back = of((run) => run.back);
        console.log(
          `  ${regions} region${regions > 1 ? 's' : ''}, ${how}, ${name}:`.padEnd(44) +
            `${runs.reduce((sum, run) => sum + run.lost, 0)} lost, ` +
            (regions > 1
              ? `elsewhere after ${seconds(mean(elsewhere))} (worst ${seconds(Math.max(...elsewhere))}), `
              : '') +
            `back after ${seconds(mean(back))} (worst ${seconds(Math.max(...back))}) in ${back.length} outages, ` +
            `${mean(runs.map((run) => run.deadCalls)).toFixed(1)} calls of a dead region each`,
        );
      }
    }
  }
}
