import { setTimeout as sleep } from 'node:timers/promises';
import { withSimulators } from '../withSimulators.js';
import { endless } from './endless.js';

/** What came of one. */
export interface BrownedOutOnWire {
  readonly guarded: boolean;
  readonly prompts: number;
  readonly failed: number;
  readonly perPrompt: number;
  /** Of the answers that the server could have given in the brown-out, from the fourth second on. */
  readonly used: number;
}

const CAPACITY = 120;
const SETTLE_S = 3;
/** In the mean, lognormal with a sigma of 0.5. */
const ANSWER_S = Math.exp(0.125);

/**
 * Servers, over HTTP, that work on 120 calls at once, for about a second each, and refuse the others with a 503; in the
 * middle, for so long, on a fifth of them. For each seed a client of ours, and one with fixed concurrency and plain retries.
 */
export async function brownOutWire(
  { before, during, after }: { readonly before: number; readonly during: number; readonly after: number },
  seeds: number,
): Promise<readonly BrownedOutOnWire[]> {
  const slots = (share: number) => ({ slots: CAPACITY / share, maxQueued: 0 });
  const variants = Array.from({ length: 2 * seeds }, (_, index) => ({
    guarded: index % 2 === 0,
    options: {
      seed: 1 + (index >> 1),
      answerTokens: 5,
      faults: { ...slots(1), firstTokenMs: 'lognormal:1000,0.5' },
    },
  }));
  return withSimulators(
    variants.map(({ options }) => options),
    (simulators) =>
      Promise.all(
        simulators.map(async (simulator, index) => {
          const { guarded } = variants[index] as (typeof variants)[number];
          const seconds = before + during + after;
          const asking = endless({ url: simulator.url, seconds, inHand: 1.25 * CAPACITY, guarded });
          const answered = async () => (await simulator.stats()).byStatus[200] ?? 0;
          await sleep(1_000 * before);
          await simulator.setFaults(slots(5));
          // What was under way is answered first.
          await sleep(1_000 * SETTLE_S);
          const first = await answered();
          await sleep(1_000 * (during - SETTLE_S));
          const last = await answered();
          await simulator.setFaults(slots(1));
          const { prompts, failed } = await asking;
          const { requests } = await simulator.stats();
          const possible = ((during - SETTLE_S) * CAPACITY) / 5 / ANSWER_S;
          return {
            guarded,
            prompts,
            failed,
            perPrompt: requests / prompts,
            used: (last - first) / possible,
          };
        }),
      ),
  );
}
