import { mergeMap, Observable, range, VirtualTimeScheduler } from 'rxjs';
import { hedge } from '../../operators/hedge.js';
import { createHedger } from '../../src/engine/createHedger.js';
import { SeededRandom } from '../../src/simulator/SeededRandom.js';

/** What came of a batch; times in milliseconds. */
export interface Tail {
  /** Calls for each prompt. */
  readonly perPrompt: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly wholeMs: number;
}

const AT_ONCE = 200;

/**
 * A batch, in virtual time, of calls whose first token takes 2 s in the median, and 5 to 20 times as long for 3 of 100;
 * the rest of the answer takes as long again.
 */
export function tail({
  seed,
  prompts,
  hedged,
}: {
  readonly seed: number;
  readonly prompts: number;
  readonly hedged: boolean;
}): Tail {
  const scheduler = new VirtualTimeScheduler();
  const random = new SeededRandom(seed);
  const times: number[] = [];
  let calls = 0;
  const call = new Observable<string>((destination) => {
    calls++;
    const slow = random.share() < 0.03 ? 5 + 15 * random.share() : 1;
    const firstMs = slow * random.lognormal(2_000, 0.5);
    const first = scheduler.schedule(() => {
      destination.next('t');
      first.add(scheduler.schedule(() => destination.complete(), firstMs));
    }, firstMs);
    return first;
  });
  const asked = hedged ? call.pipe(hedge(createHedger(), { scheduler })) : call;
  range(prompts)
    .pipe(
      mergeMap(
        () =>
          new Observable<void>((destination) => {
            const startedAt = scheduler.now();
            return asked.subscribe({
              complete: () => {
                times.push(scheduler.now() - startedAt);
                destination.complete();
              },
            });
          }),
        AT_ONCE,
      ),
    )
    .subscribe();
  scheduler.flush();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * times.length)] as number;
  return {
    perPrompt: calls / prompts,
    p50: at(0.5),
    p99: at(0.99),
    p999: at(0.999),
    wholeMs: scheduler.now(),
  };
}
