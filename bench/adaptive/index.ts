import { AdaptiveConcurrency } from '../../src/engine/adaptive/AdaptiveConcurrency.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { brownOut } from './brownOut.js';
import { brownOutWire } from './brownOutWire.js';
import { movingWire } from './movingWire.js';
import { simulate } from './simulate.js';
import { wire } from './wire.js';

const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`;

/** Its parts: in virtual time; a limit that moves and a brown-out, over HTTP; a batch beside the guide's asyncio form. */
export const ADAPTIVE_PARTS = ['virtual', 'wire', 'asyncio'] as const;

/** Concurrency that finds its limit, and retries within a budget. */
export async function adaptive({
  smoke = false,
  parts = ADAPTIVE_PARTS as readonly string[],
} = {}): Promise<void> {
  if (parts.includes('virtual')) {
    movingLimit(120, smoke ? 3 : 40);
    atAnyLimit(smoke ? 100 : 300, smoke ? 1 : 5);
    batches(smoke ? 1_000 : 6_000, smoke ? 2 : 10);
    brownOuts(smoke ? 20 : 60, smoke ? 1 : 10);
  }
  if (parts.includes('wire')) await onWire(smoke);
  if (parts.includes('asyncio')) await wire(smoke ? { limit: 20, count: 100, seeds: 1 } : {});
}

/** Both at the same time, each before simulators of its own: together they ask for a third of a core. */
async function onWire(smoke: boolean): Promise<void> {
  const [phase, seeds, scale] = smoke ? [3, 1, 0.1] : [70, 3, 1];
  const brown = smoke ? { before: 3, during: 5, after: 1 } : { before: 20, during: 60, after: 20 };
  console.log(
    `On the wire: limit of calls at once ${500 * scale}, ${200 * scale}, ${500 * scale}, ${phase} s each from the first call on, 2 s calls; ` +
      `a brown-out to a fifth for ${brown.during} s, 1 s calls; ${seeds} seeds`,
  );
  const [moved, browned] = await Promise.all([
    movingWire(phase, seeds, scale),
    brownOutWire(brown, smoke ? 1 : 2),
  ]);
  for (const { used, refused, backS, calls, failed } of moved) {
    console.log(
      `  moving limit    used ${percent(used)}, 429 ${percent(refused, 2)} of ${calls} calls, ` +
        `${backS < phase ? `at 90 % after ${backS.toFixed(1)} s` : 'never at 90 %'}, ${failed} failed`,
    );
  }
  for (const { guarded, perPrompt, failed, prompts, used } of browned) {
    console.log(
      `  brown-out, ${(guarded ? 'ours' : '150 at once').padEnd(11)} ${perPrompt.toFixed(2)} calls a prompt, ` +
        `${failed} of ${prompts} prompts failed, ${percent(used, 0)} of what was left was used`,
    );
  }
}

/** Three equal times; the limit is 500, 200 and 500. */
function movingLimit(phase: number, seeds: number): void {
  console.log(
    `Limit of calls at once 500, 200, 500, ${phase} s each from the first call on, 5 s calls, in virtual time; the worst of ${seeds} seeds`,
  );
  const controls = {
    auto: (tells: boolean) => ({ concurrency: new AdaptiveConcurrency(), tells }),
    'fixed 100': (tells: boolean) => ({ concurrency: 100, tells }),
    'fixed 600': (tells: boolean) => ({ concurrency: 600, tells }),
  };
  const capacity = (now: number) => (now < phase * 1_000 || now >= 2_000 * phase ? 500 : 200);
  for (const [name, control] of Object.entries(controls)) {
    for (const tells of name === 'auto' ? [false, true] : [false]) {
      const runs = Array.from({ length: name === 'auto' ? seeds : 1 }, (_, seed) =>
        simulate({ limiter: gcraLimiter(control(tells)), seed, seconds: 3 * phase, capacity, tells }),
      );
      const back = runs.map(({ running }) => {
        const at = running.findIndex((atWork, index) => index >= 20 * phase && atWork >= 450);
        return at < 0 ? Number.POSITIVE_INFINITY : at / 10 - 2 * phase;
      });
      console.log(
        `  ${(tells ? `${name}, told the number` : name).padEnd(24)} used ${percent(Math.min(...runs.map(({ used }) => used)))}, ` +
          `429 ${percent(Math.max(...runs.map(({ refused, calls }) => refused / calls)), 2)}, ` +
          (Math.max(...back) < phase ? `at 90 % after ${Math.max(...back).toFixed(1)} s` : 'never at 90 %'),
      );
    }
  }
}

/** The same control at limits of all sizes, beside a semaphore at its best and one of ten, as in the guide. */
function atAnyLimit(seconds: number, seeds: number): void {
  console.log(
    `A limit that nobody knows, for ${seconds} s from the start: answers, of those of a semaphore set to the limit; the worst of ${seeds} seeds`,
  );
  for (const limit of [5, 20, 100, 500, 2_500]) {
    const runs = Array.from({ length: seeds }, (_, seed) => {
      const answers = (concurrency: number | AdaptiveConcurrency) => {
        const limiter = gcraLimiter({ concurrency });
        const { calls, refused } = simulate({ limiter, seed, seconds, capacity: () => limit });
        return { calls, refused, answered: calls - refused };
      };
      const best = answers(limit);
      const auto = answers(new AdaptiveConcurrency());
      return { ...auto, of: auto.answered / best.answered, ten: answers(10).answered / best.answered };
    });
    const [worst] = runs.toSorted((a, b) => b.refused / b.calls - a.refused / a.calls) as [(typeof runs)[0]];
    console.log(
      `  ${String(limit).padStart(5)}  auto ${percent(Math.min(...runs.map((run) => run.of)))}, ` +
        `429 ${percent(worst.refused / worst.calls, 2)}, ${worst.refused} of ${worst.calls} calls; ` +
        `a semaphore of ten ${percent(worst.ten)}`,
    );
  }
}

/** A batch that ends: what a semaphore takes that is set to the limit, of what it takes when nothing is set. */
function batches(prompts: number, seeds: number): void {
  console.log(
    `${prompts} prompts of a second before a limit that nobody knows: as fast as a semaphore set to it; ${seeds} seeds`,
  );
  for (const limit of [20, 100]) {
    const shares = Array.from({ length: seeds }, (_, seed) => {
      const [best, auto] = [limit, new AdaptiveConcurrency()].map((concurrency) =>
        simulate({
          limiter: gcraLimiter({ concurrency }),
          seed,
          seconds: 3_600,
          prompts,
          medianMs: 1_000,
          sigma: 0.4,
          wayMs: 2,
          capacity: () => limit,
        }),
      ) as [ReturnType<typeof simulate>, ReturnType<typeof simulate>];
      return { of: best.endedAt / auto.endedAt, refused: auto.refused / auto.calls };
    });
    const all = shares.map(({ of }) => of);
    console.log(
      `  ${String(limit).padStart(5)}  auto ${percent(all.reduce((sum, of) => sum + of, 0) / seeds)} in the mean, ` +
        `${percent(Math.min(...all))} at worst; 429 at most ${percent(Math.max(...shares.map(({ refused }) => refused)), 2)}`,
    );
  }
}

/** A server that carries a fifth for a minute, and asks for more tries than it can bear. */
function brownOuts(seconds: number, seeds: number): void {
  console.log(`Brown-out to a fifth of the capacity for ${seconds} s; the worst of ${seeds} seeds`);
  for (const [name, guarded] of [
    ['150 at once, 4 retries', false],
    ['ours', true],
  ] as const) {
    const runs = Array.from({ length: seeds }, (_, seed) => brownOut({ seed, seconds, guarded }));
    console.log(
      `  ${name.padEnd(24)} ${Math.max(...runs.map(({ perPrompt }) => perPrompt)).toFixed(2)} calls a prompt, ` +
        `${Math.max(...runs.map(({ failed }) => failed))} of ${Math.min(...runs.map(({ prompts }) => prompts))} prompts failed`,
    );
  }
}
