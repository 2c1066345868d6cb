import { AdaptiveConcurrency } from '../../src/engine/adaptive/AdaptiveConcurrency.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { brownOut } from './brownOut.js';
import { simulate } from './simulate.js';
import { wire } from './wire.js';

const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`;

/** Concurrency that finds its limit, and retries within a budget, in virtual time. */
export async function adaptive({ smoke = false } = {}): Promise<void> {
  const seeds = smoke ? 3 : 40;
  movingLimit(120, seeds);
  atAnyLimit(smoke ? 100 : 300);
  brownOuts(smoke ? 20 : 60, smoke ? 1 : 10);
  await wire(smoke ? { limit: 20, count: 100 } : {});
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
function atAnyLimit(seconds: number): void {
  console.log(
    `A limit that nobody knows, for ${seconds} s from the start: answers, of those of a semaphore set to the limit`,
  );
  for (const limit of [5, 20, 100, 500, 2_500]) {
    const answers = (concurrency: number | AdaptiveConcurrency) => {
      const limiter = gcraLimiter({ concurrency });
      const { calls, refused } = simulate({ limiter, seed: 1, seconds, capacity: () => limit });
      return { calls, refused, answered: calls - refused };
    };
    const best = answers(limit);
    const auto = answers(new AdaptiveConcurrency());
    const ten = percent(answers(10).answered / best.answered);
    console.log(
      `  ${String(limit).padStart(5)}  auto ${percent(auto.answered / best.answered)}, ` +
        `429 ${percent(auto.refused / auto.calls, 2)} of ${auto.calls} calls; a semaphore of ten ${ten}`,
    );
  }
}

/** A server that carries a fifth for a minute, and asks for more tries than it can bear. */
function brownOuts(seconds: number, seeds: number): void {
  console.log(`Brown-out to a fifth of the capacity for ${seconds} s; the worst of ${seeds} seeds`);
  for (const [name, withBudget] of [
    ['without a budget', false],
    ['with a retry budget', true],
  ] as const) {
    const runs = Array.from({ length: seeds }, (_, seed) => brownOut({ seed, seconds, withBudget }));
    console.log(
      `  ${name.padEnd(24)} ${Math.max(...runs.map(({ perPrompt }) => perPrompt)).toFixed(2)} calls a prompt, ` +
        `${Math.max(...runs.map(({ failed }) => failed))} of ${runs[0]?.prompts} prompts failed`,
    );
  }
}
