import { describe, expect, it } from 'vitest';
import { QueueWatch } from '../../../../src/engine/adaptive/QueueWatch.js';

/** One cohort of so many calls at once, each answered after `ms`; the clock goes on behind it. */
class Clock {
  readonly watch = new QueueWatch();
  #now = 0;

  cohort(
    atOnce: number,
    ms: number,
    { answered = 1, count = Math.max(20, Math.min(100, atOnce)) } = {},
  ): number {
    const startedAt = this.#now;
    for (let call = 0; call < count; call++) this.watch.started(atOnce, startedAt);
    for (let call = 0; call < count; call++)
      this.watch.ended(call < answered * count, atOnce, startedAt, startedAt + ms);
    this.#now += ms + 1;
    return this.watch.most;
  }
}

const ever = Number.POSITIVE_INFINITY;

describe('QueueWatch', () => {
  it('should see a queue once two cohorts in a row bring hardly more, and twice the best there was as the most', () => {
    const clock = new Clock();
    // Ten at once, a second each; from then on more only wait.
    expect([10, 16, 16].map((atOnce) => clock.cohort(atOnce, 100 * atOnce))).toEqual([ever, ever, 20]);
    // As it was: nothing is queued.
    expect(clock.cohort(10, 1_000)).toBe(ever);
  });

  it('should see none where more at once are answered as fast, or a third as much more', () => {
    const clock = new Clock();
    expect([10, 20, 40, 80].map((atOnce) => clock.cohort(atOnce, 1_000))).toEqual([ever, ever, ever, ever]);
    const slower = new Clock();
    // Twice as many bring 1.4 times the pace.
    expect([10, 20, 40].map((atOnce, times) => slower.cohort(atOnce, 1_000 * (2 / 1.4) ** times))).toEqual([
      ever,
      ever,
      ever,
    ]);
  });

  it('should not take a few more for a queue, nor one cohort alone', () => {
    const few = new Clock();
    expect([10, 15, 15, 15].map((atOnce) => few.cohort(atOnce, 100 * atOnce))).toEqual([
      ever,
      ever,
      ever,
      ever,
    ]);
    const once = new Clock();
    const pace = [1_000, 2_000, 1_000, 2_000, 1_000];
    expect([10, 20, 20, 40, 40].map((atOnce, index) => once.cohort(atOnce, pace[index] as number))).toEqual(
      Array(5).fill(ever),
    );
  });

  it('should judge a cohort once nine in ten of it have ended, by those that were answered', () => {
    const { watch } = new Clock();
    const end = (count: number, isAnswer: boolean, at: number, from: number) => {
      for (let call = 0; call < count; call++) watch.ended(isAnswer, 100, from, at);
    };
    const start = (now: number, inFlight = 100) => {
      for (let call = 0; call < inFlight; call++) watch.started(inFlight, now);
    };
    const mosts: number[] = [];
    // The first is the measure; two that take ten times as long at twice as many are a queue.
    for (const [from, atOnce, ms] of [
      [0, 20, 1_000],
      [10_000, 100, 60_000],
      [100_000, 100, 60_000],
    ] as const) {
      start(from, atOnce);
      for (let call = 0; call < 0.9 * atOnce - 1; call++) watch.ended(true, atOnce, from, from + ms);
      mosts.push(watch.most);
      watch.ended(true, atOnce, from, from + ms);
      mosts.push(watch.most);
      // The last one, and those of other cohorts, tell nothing any more.
      end(5, true, from + ms, from);
      end(500, true, from + ms, from - 1);
    }
    expect(mosts).toEqual([ever, ever, ever, ever, ever, 40]);
  });

  it('should not judge a cohort of which half was answered or less', () => {
    const clock = new Clock();
    clock.cohort(20, 1_000);
    expect([1, 2, 3].map(() => clock.cohort(100, 60_000, { answered: 0.4 }))).toEqual([ever, ever, ever]);
    expect([1, 2].map(() => clock.cohort(100, 60_000, { answered: 0.6 }))).toEqual([ever, 40]);
  });

  it('should forget the best there was, a little with each cohort', () => {
    const clock = new Clock();
    clock.cohort(20, 1_000);
    // Answers grow longer by a hundredth each time: never a queue.
    let ms = 1_000;
    const mosts = Array.from({ length: 300 }, () => {
      ms *= 1.01;
      return clock.cohort(40, ms);
    });
    expect(new Set(mosts)).toEqual(new Set([ever]));
  });

  it('should look at as many calls as there are at once, twenty to a hundred', () => {
    for (const [atOnce, cohort] of [
      [1, 20],
      [50, 50],
      [500, 100],
    ] as const) {
      const { watch } = new Clock();
      const answer = (startedAt: number, ms: number) => watch.ended(true, atOnce, startedAt, startedAt + ms);
      for (let call = 0; call < cohort; call++) watch.started(atOnce, call);
      // Those that start later are of no cohort, and the next one is not begun.
      for (let call = 0; call < 100; call++) answer(cohort + call, 9);
      for (let call = 0; call < cohort; call++) answer(call, 9);
      expect(watch.most).toBe(ever);
      const large = 4 * atOnce;
      for (let times = 0; times < 2; times++) {
        const from = 100_000 * (times + 1);
        const count = Math.max(20, Math.min(100, large));
        for (let call = 0; call < count; call++) watch.started(large, from);
        for (let call = 0; call < count; call++) watch.ended(true, large, from, from + 60_000);
      }
      expect(watch.most).toBe(2 * atOnce);
    }
  });
});
