import { Observable, VirtualTimeScheduler } from 'rxjs';
import { admit } from '../../operators/admit.js';
import { concurrentMap } from '../../operators/concurrentMap.js';
import { retryBackoff } from '../../operators/retryBackoff.js';
import { AdaptiveConcurrency } from '../../src/engine/adaptive/AdaptiveConcurrency.js';
import { createRetryBudget } from '../../src/engine/createRetryBudget.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { CallError } from '../../src/errors/CallError.js';
import { SeededRandom } from '../../src/simulator/SeededRandom.js';

/** Options of {@link brownOut}. */
export interface BrownOutOptions {
  readonly seed: number;
  /** How long it lasts, in seconds. */
  readonly seconds: number;
  readonly withBudget: boolean;
}

/** What came of it. */
export interface BrownedOut {
  readonly prompts: number;
  readonly perPrompt: number;
  readonly failed: number;
}

/** Prompts in hand: the source is never empty, as in a batch. */
const IN_HAND = 150;
const CAPACITY = 120;
const busy = new CallError('busy', { code: 'overloaded', httpStatus: 503, retryable: true });

/**
 * A batch, in virtual time, before a server that works on so many calls at once and refuses the others with a 503; after
 * 20 s it works on a fifth of them, for so long.
 */
export function brownOut({ seed, seconds, withBudget }: BrownOutOptions): BrownedOut {
  const scheduler = new VirtualTimeScheduler();
  const random = new SeededRandom(seed);
  const share = () => random.share();
  let [atWork, calls, prompts, failed] = [0, 0, 0, 0];
  const capacity = () => {
    const second = scheduler.now() / 1_000;
    return second >= 20 && second < 20 + seconds ? CAPACITY / 5 : CAPACITY;
  };
  const call = new Observable<string>((destination) => {
    calls++;
    if (atWork >= capacity()) {
      return scheduler.schedule(() => destination.error(busy), 50);
    }
    atWork++;
    const answer = scheduler.schedule(
      () => {
        atWork--;
        destination.next('r');
        destination.complete();
      },
      random.lognormal(1_000, 0.5),
    );
    return answer;
  });
  const limiter = gcraLimiter({
    concurrency: withBudget ? new AdaptiveConcurrency({ start: 100 }) : IN_HAND,
  });
  const again = retryBackoff<string>({
    scheduler,
    random: share,
    ...(withBudget && { budget: createRetryBudget() }),
  });
  // Prompts for as long as it takes: a batch does not wait to be asked.
  const until = (40 + seconds) * 1_000;
  const source = new Observable<number>((destination) => {
    const more = (): unknown =>
      scheduler.now() < until ? destination.next(prompts++) : destination.complete();
    for (let index = 0; index < IN_HAND; index++) more();
    feed = more;
  });
  let feed = (): unknown => undefined;
  source
    .pipe(
      concurrentMap(
        () =>
          new Observable<boolean>((destination) =>
            call.pipe(admit(limiter, { scheduler }), again).subscribe({
              error: () => {
                destination.next(false);
                destination.complete();
              },
              complete: () => {
                destination.next(true);
                destination.complete();
              },
            }),
          ),
        { concurrency: IN_HAND },
      ),
    )
    .subscribe((isOk) => {
      if (!isOk) failed++;
      feed();
    });
  scheduler.flush();
  return { prompts, perPrompt: calls / prompts, failed };
}
