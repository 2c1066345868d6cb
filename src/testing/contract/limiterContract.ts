import assert from 'node:assert/strict';
import { SeededRandom } from '../../simulator/SeededRandom.js';
import type { Limiter } from '../../types/Limiter.js';
import { type Caller, LimiterLine } from './LimiterLine.js';
import type { Requirement } from './Requirement.js';

/**
 * What every {@link Limiter} must do, whatever it limits; all in virtual time.
 *
 * ```ts
 * for (const { title, check } of limiterContract(() => myLimiter())) it(title, check);
 * ```
 *
 * @param open A new limiter, which allows a call of 50 tokens at least now and then.
 */
export function limiterContract(open: () => Limiter): readonly Requirement[] {
  const withLine = (title: string, check: (line: LimiterLine, limiter: Limiter) => void): Requirement => ({
    title,
    check: () => {
      const limiter = open();
      check(new LimiterLine(limiter), limiter);
    },
  });

  return [
    withLine('should give the first permit within enter, and no place', (line) => {
      const caller = line.enter(1);
      assert.ok(caller.permit);
      assert.equal(caller.place, undefined);
    }),

    withLine('should take a permit back once, however often it is released', (line, limiter) => {
      const caller = line.enter(1);
      const permit = caller.permit;
      line.release(caller, 2);
      permit?.release(line.now);
      permit?.release(line.now, 5);
      assert.equal(limiter.inFlight, 0);
    }),

    withLine(
      'should let out as many permits as its concurrency, in time, and not one more',
      (line, limiter) => {
        const most = Math.min(limiter.concurrency, 100);
        for (let count = 0; count < most + 5; count++) line.enter(1);
        while (line.tick());
        assert.equal(line.out.length, Math.min(limiter.concurrency, most + 5));
      },
    ),

    withLine('should serve everybody, in the order of coming', (line) => {
      const callers = Array.from({ length: 50 }, (_, index) => line.enter(index));
      line.drain();
      assert.deepEqual(line.served.map(same(callers)), [...callers.keys()]);
    }),

    withLine('should forget who leaves, first or last in line, and nobody else', (line) => {
      const callers = Array.from({ length: 30 }, () => line.enter());
      const kept = callers.filter((caller, index) => caller.permit !== undefined || index % 3 === 1);
      for (const caller of callers) if (!kept.includes(caller)) line.leave(caller);
      line.drain();
      assert.deepEqual(line.served.map(same(callers)), kept.map(same(callers)));
    }),

    withLine('should not mind who leaves after being served, or twice', (line) => {
      const callers = Array.from({ length: 20 }, () => line.enter(1));
      const last = callers.at(-1) as Caller;
      line.leave(last);
      line.leave(last);
      line.drain();
      for (const caller of callers) line.leave(caller);
      line.enter(1);
      line.drain();
      assert.equal(line.served.length, last.done ? 21 : 20);
    }),

    withLine('should not mind polls that come too early, too often or for nothing', (line) => {
      line.poll();
      for (let count = 0; count < 20; count++) line.enter(1);
      for (let first = line.waiting[0]; first !== undefined; first = line.waiting[0]) {
        line.poll();
        // A timer of Node may go off a little before its time.
        if (first.timer !== undefined) first.timer -= (first.timer - line.now) / 10;
        if (!line.tick()) line.release(line.out[0] as Caller);
      }
      line.drain();
      assert.equal(line.served.length, 20);
    }),

    withLine('should keep its stack when every grant gives its permit back at once', (line) => {
      const callers = Array.from({ length: 200 }, () => line.enter(0));
      line.onGrant = (caller) => line.release(caller);
      for (let count = 0; count < 20_000; count++) callers.push(line.enter(0));
      line.drain();
      assert.equal(line.served.length, callers.length);
    }),

    ...Array.from({ length: 20 }, (_, seed) =>
      withLine(`should hold in a crowd that comes, waits, leaves and returns at will (${seed})`, (line) => {
        walk(line, new SeededRandom(seed));
        line.drain();
      }),
    ),
  ];
}

const same = (callers: readonly Caller[]) => (caller: Caller) => callers.indexOf(caller);

/** Moves at random; the line checks each of them. */
function walk(line: LimiterLine, random: SeededRandom): void {
  const one = (callers: readonly Caller[]) => callers[random.below(callers.length)];
  for (let move = 0; move < 300; move++) {
    const tokens = random.below(3) === 0 ? undefined : random.below(51);
    const [waits, has] = [one(line.waiting), one(line.out)];
    switch (random.below(6)) {
      case 0:
      case 1:
        line.enter(tokens);
        break;
      case 2:
        if (waits !== undefined) line.leave(waits);
        break;
      case 3:
        if (has !== undefined) line.release(has, tokens);
        break;
      case 4:
        line.tick();
        break;
      default: {
        const until = line.now + random.below(500);
        while (line.tick(until));
      }
    }
  }
}
