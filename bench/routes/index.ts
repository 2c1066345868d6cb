import { regionKilled } from './regionKilled.js';
import { tail } from './tail.js';
import { type TailWireOptions, type Times, tailWire } from './tailWire.js';

/** Its parts: in virtual time, and over HTTP. */
export const ROUTES_PARTS = ['virtual', 'wire'] as const;

const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
const mean = (times: readonly number[]) => times.reduce((sum, time) => sum + time, 0) / times.length;

/** Routes that die and come back, in virtual time, and calls of which some are late, there and over HTTP. */
export async function routes({
  smoke = false,
  parts = ROUTES_PARTS as readonly string[],
} = {}): Promise<void> {
  if (parts.includes('virtual')) {
    killed(smoke);
    lateCalls(smoke);
  }
  if (parts.includes('wire'))
    await lateOnWire(
      smoke ? { prompts: 300, seeds: 1, medianMs: 100 } : { prompts: 5_000, seeds: 2, medianMs: 400 },
    );
}

function killed(smoke: boolean): void {
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

function lateCalls(smoke: boolean): void {
  const prompts = smoke ? 2_000 : 20_000;
  console.log(
    `Answers of which 3 in 100 take 5 to 20 times as long; ${prompts} prompts, 200 at once, in virtual time`,
  );
  for (let seed = 0; seed < (smoke ? 1 : 3); seed++) {
    const [plain, hedged] = [false, true].map((isHedged) => tail({ seed, prompts, hedged: isHedged }));
    if (plain === undefined || hedged === undefined) return;
    const [before, after] = [plain, hedged].map(
      ({ p50, p99, p999, wholeMs }) =>
        `p50 ${seconds(p50)}, p99 ${seconds(p99)}, p99.9 ${seconds(p999)}, all in ${seconds(wholeMs)}`,
    );
    console.log(`  alone              ${before}`);
    console.log(
      `  with a second call ${after}; p99 ${(plain.p99 / hedged.p99).toFixed(1)} times less, ` +
        `${(100 * (hedged.perPrompt - 1)).toFixed(1)} % more calls`,
    );
  }
}

async function lateOnWire(options: TailWireOptions): Promise<void> {
  const { prompts, medianMs } = options;
  console.log(
    `On the wire: first tokens of ${medianMs} ms and the rest as long, 3 answers in 100 ten times as long; ${prompts} prompts, 100 at once`,
  );
  for (const { plain, hedged } of await tailWire(options)) {
    for (const what of ['first', 'whole'] as const) {
      const told = ({ p50, p99, p999 }: Times) =>
        `p50 ${seconds(p50)}, p99 ${seconds(p99)}, p99.9 ${seconds(p999)}`;
      const name = what === 'first' ? 'first token' : 'whole answer';
      const ratio = (plain[what].p99 / hedged[what].p99).toFixed(1);
      console.log(`  ${`${name}, alone`.padEnd(22)}${told(plain[what])}`);
      console.log(`  ${'  with a second call'.padEnd(22)}${told(hedged[what])}; p99 ${ratio} times less`);
    }
    console.log(`  ${(100 * (hedged.perPrompt - plain.perPrompt)).toFixed(1)} % more calls`);
  }
}
