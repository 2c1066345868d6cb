import { mergeMap, Observable, range, tap, VirtualTimeScheduler } from 'rxjs';
import { circuitBreaker } from '../../operators/circuitBreaker.js';
import { failover } from '../../operators/failover.js';
import { retryBackoff } from '../../operators/retryBackoff.js';
import { createCircuit } from '../../src/engine/circuit/createCircuit.js';
import { CallError } from '../../src/errors/CallError.js';
import { SeededRandom } from '../../src/simulator/SeededRandom.js';

/** Options of {@link regionKilled}. */
export interface RegionKilledOptions {
  readonly seed: number;
  /** Regions in order of priority; the first one dies. */
  readonly regions: 1 | 2;
  readonly prompts: number;
  /** How long a call to a dead region takes to fail: 0 is a refusal, more a connection that hangs. */
  readonly failMs: number;
  /** Fixed time that a circuit stays open, as others have it. Default: ours. */
  readonly fixedOpenMs?: number;
}

/** What came of it; times in milliseconds. */
export interface RegionKilled {
  readonly lost: number;
  readonly outages: number;
  /** From a death to the beginning of the next call that is answered, wherever. */
  readonly elsewhere: readonly number[];
  /** From a return to the beginning of the first call that is answered there. */
  readonly back: readonly number[];
  /** Calls of the dead region for each death. */
  readonly deadCalls: number;
}

const ANSWER_MS = 2_000;
const AT_ONCE = 64;

/** A batch, in virtual time, whose first region dies and comes back, again and again: each for 60 s in the mean. */
export function regionKilled(options: RegionKilledOptions): RegionKilled {
  const { seed, regions, prompts, failMs, fixedOpenMs } = options;
  const scheduler = new VirtualTimeScheduler();
  const random = new SeededRandom(seed);
  const share = () => random.share();
  let [isDead, deaths, deadCalls, lost, left] = [false, 0, 0, 0, prompts];
  let diedAt: number | undefined;
  let returnedAt: number | undefined;
  const underWay = new Set<() => void>();
  const elsewhere: number[] = [];
  const back: number[] = [];
  const gone = () => new CallError('nobody there', { code: 'connection_refused', retryable: true });

  const call = (isFirst: boolean) =>
    new Observable<string>((destination) => {
      if (isFirst && isDead) {
        deadCalls++;
        return scheduler.schedule(() => destination.error(gone()), failMs);
      }
      const startedAt = scheduler.now();
      if (!isFirst && diedAt !== undefined) {
        elsewhere.push(startedAt - diedAt);
        diedAt = undefined;
      }
      const answer = scheduler.schedule(
        () => {
          if (isFirst && returnedAt !== undefined && startedAt >= returnedAt) {
            back.push(startedAt - returnedAt);
            returnedAt = undefined;
          }
          destination.next('r');
          destination.complete();
        },
        random.lognormal(ANSWER_MS, 0.5),
      );
      const reset = () => destination.error(gone());
      if (isFirst) underWay.add(reset);
      answer.add(() => underWay.delete(reset));
      return answer;
    });

  const routes = Array.from({ length: regions }, (_, index) => ({
    name: `region-${index + 1}`,
    priority: index,
    circuit: createCircuit(
      fixedOpenMs === undefined
        ? { random: share }
        : { openMs: fixedOpenMs, maxOpenMs: fixedOpenMs, random: () => 0 },
    ),
  }));
  const ask = failover(
    routes,
    ({ circuit, priority }) => call(priority === 0).pipe(circuitBreaker(circuit, { scheduler })),
    { whenOpen: 'wait', scheduler },
  ).pipe(retryBackoff({ scheduler, random: share }));

  // Dies and returns for as long as there are prompts.
  const turn = () => {
    if (left === 0) return;
    isDead = !isDead;
    if (isDead) {
      deaths++;
      diedAt = scheduler.now();
      returnedAt = undefined;
      for (const reset of [...underWay]) reset();
    } else {
      returnedAt = scheduler.now();
      diedAt = undefined;
    }
    scheduler.schedule(turn, exponential(random, 60_000));
  };
  scheduler.schedule(turn, 20_000);

  range(prompts)
    .pipe(
      mergeMap(
        () =>
          new Observable<void>((destination) =>
            ask.subscribe({
              error: () => {
                lost++;
                destination.complete();
              },
              complete: () => destination.complete(),
            }),
          ).pipe(tap({ complete: () => left-- })),
        AT_ONCE,
      ),
    )
    .subscribe();
  scheduler.flush();
  return { lost, outages: deaths, elsewhere, back, deadCalls: deadCalls / deaths };
}

function exponential(random: SeededRandom, mean: number): number {
  return -mean * Math.log(1 - random.share());
}
