import { Readable } from 'node:stream';
import { NEVER, type Observable, Subject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { concurrentMap } from '../../operators/concurrentMap.js';
import { fromAsyncIterable } from '../../src/sources/fromAsyncIterable.js';
import { fromIterable } from '../../src/sources/fromIterable.js';
import { fromLines } from '../../src/sources/fromLines.js';
import { ACCOUNT, type Account } from '../../src/types/Account.js';
import type { Prompt } from '../../src/types/Prompt.js';

const turns = async (count: number) => {
  for (let n = 0; n < count; n++) await new Promise((done) => setImmediate(done));
};

/** A thousand questions, how many of them were asked for, and calls that end when told. */
function watched(open: (texts: Iterable<string>) => Observable<Prompt>) {
  let read = 0;
  const calls: Subject<never>[] = [];
  const texts = (function* () {
    for (; read < 1_000; read++) yield 'x';
  })();
  const subscription = open(texts)
    .pipe(
      concurrentMap(
        () => {
          const call = new Subject<never>();
          calls.push(call);
          return call;
        },
        { concurrency: 2 },
      ),
    )
    .subscribe();
  return { calls, subscription, readSoFar: () => read };
}

describe('reading ahead', () => {
  it('should stop while 64 wait for their turn, and go on when half of them have had it', () => {
    const { calls, subscription, readSoFar } = watched((texts) => fromIterable(texts));
    // One more is asked for than counted: a generator counts when it is asked again.
    expect(readSoFar()).toBe(65);
    for (let n = 0; n < 31; n++) calls[n]?.complete();
    expect(readSoFar()).toBe(65);
    calls[31]?.complete();
    expect(readSoFar()).toBe(97);
    subscription.unsubscribe();
  });

  it('should bring every prompt in the end', () => {
    const { calls, readSoFar } = watched((texts) => fromIterable(texts));
    for (let n = 0; n < calls.length; n++) calls[n]?.complete();
    expect([readSoFar(), calls.length]).toEqual([1_000, 1_000]);
  });

  it('should make prompts of lines only as they are wanted, and read the next piece of the input', async () => {
    const lines = `${'x\n'.repeat(500)}`;
    let seen = 0;
    const taken = concurrentMap<Prompt, never>(
      () => {
        seen++;
        return NEVER;
      },
      { concurrency: 400 },
    );
    const subscription = fromLines(Readable.from([lines, lines]))
      .pipe(taken)
      .subscribe();
    await turns(20);
    expect(seen).toBe(400);
    subscription.unsubscribe();
  });

  it('should not stop for a source that takes its time for each prompt, up to the window', async () => {
    async function* later(texts: Iterable<string>) {
      yield* texts;
    }
    const { subscription, readSoFar } = watched((texts) =>
      fromAsyncIterable(later(texts), { window: { maxItems: 100 } }),
    );
    await turns(400);
    expect(readSoFar()).toBeGreaterThanOrEqual(99);
    subscription.unsubscribe();
  });

  it('should tell the account when the crowd goes, unsubscribed too', () => {
    const changes: number[] = [];
    const account: Account = { hold() {}, release() {}, crowd: (change) => changes.push(change) };
    const source = new Subject<object>();
    const subscription = source.pipe(concurrentMap(() => NEVER, { concurrency: 1 })).subscribe();
    for (let n = 0; n < 64; n++) source.next({ [ACCOUNT]: account });
    expect(changes).toEqual([]);
    for (let n = 0; n < 64; n++) source.next({ [ACCOUNT]: account });
    expect(changes).toEqual([1]);
    subscription.unsubscribe();
    expect(changes).toEqual([1, -1]);
  });
});
