import { Observable, VirtualTimeScheduler } from 'rxjs';
import { complete } from '../../operators/complete.js';
import { AdaptiveConcurrency } from '../../src/engine/adaptive/AdaptiveConcurrency.js';
import { createCircuit } from '../../src/engine/circuit/createCircuit.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { CallError } from '../../src/errors/CallError.js';
import { SeededRandom } from '../../src/simulator/SeededRandom.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import { fakeReply } from '../../src/testing/fakeReply.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { Reply } from '../../src/types/Reply.js';
import type { Route } from '../../src/types/Route.js';

/** Options of {@link brownOut}. */
export interface BrownOutOptions {
  readonly seed: number;
  /** How long it lasts, in seconds. */
  readonly seconds: number;
  /** How long a refusal takes, in milliseconds. Default 50. */
  readonly refusalMs?: number;
  /** With a limit that is found out, a breaker and a retry budget; without, just 150 at once and retries. */
  readonly guarded: boolean;
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
export function brownOut({ seed, seconds, guarded, refusalMs = 50 }: BrownOutOptions): BrownedOut {
  const scheduler = new VirtualTimeScheduler();
  const random = new SeededRandom(seed);
  const share = () => random.share();
  let [atWork, calls, prompts, failed] = [0, 0, 0, 0];
  const capacity = () => {
    const second = scheduler.now() / 1_000;
    return second >= 20 && second < 20 + seconds ? CAPACITY / 5 : CAPACITY;
  };
  const call = new Observable<Reply>((destination) => {
    calls++;
    if (atWork >= capacity()) {
      return scheduler.schedule(() => destination.error(busy), refusalMs);
    }
    atWork++;
    return scheduler.schedule(
      () => {
        atWork--;
        destination.next(fakeReply('r'));
        destination.complete();
      },
      random.lognormal(1_000, 0.5),
    );
  });
  const route: Route = {
    name: 'fake',
    call: () => call,
    stream: () => {
      throw new Error('nobody streams here');
    },
    ...(guarded && {
      limiter: gcraLimiter({ concurrency: new AdaptiveConcurrency() }),
      circuit: createCircuit({ random: share }),
    }),
  };
  // Prompts for as long as it takes: a batch does not wait to be asked.
  const until = (40 + seconds) * 1_000;
  let feed = (): unknown => undefined;
  const source = new Observable<Prompt>((destination) => {
    feed = () =>
      scheduler.now() < until
        ? destination.next(fakePrompt(`${prompts}`, prompts++))
        : destination.complete();
    for (let index = 0; index < IN_HAND; index++) feed();
  });
  const ask = complete(
    { routes: [route] },
    {
      concurrency: IN_HAND,
      whenOpen: 'wait',
      flights: false,
      random: share,
      scheduler,
      ...(!guarded && { retry: { budget: false } }),
    },
  );
  source.pipe(ask).subscribe(({ status }) => {
    if (status === 'error') failed++;
    feed();
  });
  scheduler.flush();
  return { prompts, perPrompt: calls / prompts, failed };
}
