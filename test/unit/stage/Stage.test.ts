import { concat, NEVER, type Observable, type Observer, of, Subscriber } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { admit } from '../../../operators/admit.js';
import { budget } from '../../../operators/budget.js';
import { cacheLookup } from '../../../operators/cacheLookup.js';
import { catchFailure } from '../../../operators/catchFailure.js';
import { coalesce } from '../../../operators/coalesce.js';
import { collectReply } from '../../../operators/collectReply.js';
import { concurrentMap } from '../../../operators/concurrentMap.js';
import { deadline } from '../../../operators/deadline.js';
import { failover } from '../../../operators/failover.js';
import { retryBackoff } from '../../../operators/retryBackoff.js';
import { memoryCache } from '../../../src/cache/memoryCache.js';
import { createFlights } from '../../../src/engine/flights.js';
import { gcraLimiter } from '../../../src/engine/limiter/gcraLimiter.js';
import { createPurse } from '../../../src/engine/money/createPurse.js';
import { CallError } from '../../../src/errors/CallError.js';
import { linkTo } from '../../../src/stage/linkTo.js';
import { type Link, Stage } from '../../../src/stage/Stage.js';
import type { CacheStore } from '../../../src/types/CacheStore.js';
import type { Delta, Reply } from '../../../src/types/Reply.js';
import { aPrompt } from '../../helpers/aPrompt.js';
import { aReply } from '../../helpers/aReply.js';

type Said = 'next' | 'error' | 'complete';

/** Says all of it, whatever has ended or left meanwhile: nothing but the listener stops it. */
class Rude<T> extends Stage<T> {
  readonly #value: T;
  readonly #script: readonly Said[];
  readonly #error: unknown;
  begun = 0;

  constructor(
    value: T,
    script: readonly Said[],
    error: unknown = new CallError('no', { code: 'bad_request' }),
  ) {
    super();
    this.#error = error;
    this.#value = value;
    this.#script = script;
  }

  link(destination: Observer<T>): Link {
    return { start: () => this.#say(destination), unsubscribe() {} };
  }

  #say(destination: Observer<T>): void {
    this.begun++;
    for (const said of this.#script) {
      if (said === 'next') destination.next(this.#value);
      else if (said === 'complete') destination.complete();
      else destination.error(this.#error);
    }
  }
}

/** What is heard of a call; the listener may leave after so many values. */
function heard(call: Observable<unknown>, leaveAfter = Number.POSITIVE_INFINITY): Said[] {
  const said: Said[] = [];
  const link = linkTo(call, {
    next: () => {
      if (said.push('next') === leaveAfter) link.unsubscribe();
    },
    error: () => said.push('error'),
    complete: () => said.push('complete'),
  });
  link.start();
  return said;
}

const reply = aReply();
const end: Delta = { type: 'end', reply };
const quote = { worstUsd: () => 0.1, billedUsd: () => 0.1 };
const routes = [{ name: 'a' }, { name: 'b' }];

const operators: Readonly<Record<string, (call: Observable<never>) => Observable<unknown>>> = {
  admit: admit(gcraLimiter({ concurrency: 1 })),
  budget: budget(createPurse({ capUsd: 1 }), quote),
  cacheLookup: (call) => cacheLookup<Reply>(memoryCache({ maxBytes: 1_000 }), 'key')(call),
  catchFailure: catchFailure(aPrompt()),
  coalesce: coalesce(createFlights(), 'key'),
  collectReply: collectReply(),
  deadline: deadline({ totalMs: 60_000 }),
  failover: (call) => failover(routes, () => call),
  retryBackoff: retryBackoff(),
};

describe('Stage', () => {
  for (const [name, operator] of Object.entries(operators)) {
    const rude = (script: readonly Said[]) =>
      new Rude(name === 'collectReply' ? end : reply, script) as Rude<never>;
    const callOf = (script: readonly Said[]) => operator(rude(script));

    it(`should ignore in ${name} whatever comes after the completion`, () => {
      expect(heard(callOf(['next', 'complete', 'next', 'error', 'complete']))).toEqual(['next', 'complete']);
    });

    it(`should ignore in ${name} whatever comes after an error`, () => {
      const said = heard(callOf(['error', 'next', 'complete', 'error']));
      // It makes a row of the error.
      expect(said).toEqual(name === 'catchFailure' ? ['next', 'complete'] : ['error']);
    });

    it(`should not begin in ${name} for somebody who has left before`, () => {
      const gone = new Subscriber<unknown>();
      gone.unsubscribe();
      const call = rude(['next', 'complete']);
      operator(call).subscribe(gone);
      expect(call.begun).toBe(0);
    });

    it(`should ignore in ${name} whatever comes after its listener has left`, () => {
      expect(heard(callOf(['next', 'next', 'complete', 'error']), 1)).toEqual(['next']);
      expect(heard(callOf(['next', 'error', 'complete']), 1)).toEqual(['next']);
    });
  }

  it('should ignore in concurrentMap what a call says after its end, while others run', () => {
    const said: Said[] = [];
    const calls = [new Rude(reply, ['next', 'complete', 'next', 'complete', 'error']), NEVER, of(reply)];
    concat(of(0, 1, 2), NEVER)
      .pipe(concurrentMap((index) => calls[index] ?? NEVER, { concurrency: 2 }))
      .subscribe({ next: () => said.push('next'), error: () => said.push('error') })
      .unsubscribe();
    expect(said).toEqual(['next', 'next']);
  });

  it('should not try again in retryBackoff after an error that comes after the end', () => {
    const retries: string[] = [];
    const busy = new CallError('busy', { code: 'busy', retryable: true });
    const call = new Rude(reply, ['complete', 'error'], busy);
    expect(heard(retryBackoff<Reply>({ onRetry: (reason) => retries.push(reason) })(call))).toEqual([
      'complete',
    ]);
    expect(retries).toEqual([]);
  });

  it('should take one word of a store in cacheLookup, and make one call', () => {
    const call = new Rude(reply, []);
    const word = new Rude(undefined, ['next', 'next', 'error', 'complete']);
    const store: CacheStore = { tiers: ['redis'], get: () => word, set() {} };
    expect(heard(cacheLookup<Reply>(store, 'key')(call))).toEqual([]);
    expect(call.begun).toBe(1);
  });

  it('should take no permit for somebody who has left before', () => {
    const limiter = gcraLimiter({ concurrency: 1 });
    const gone = new Subscriber<Reply>();
    gone.unsubscribe();
    new Rude(reply, ['next']).pipe(admit(limiter)).subscribe(gone);
    expect(limiter.inFlight).toBe(0);
  });
});
