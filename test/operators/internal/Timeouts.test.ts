import { type SchedulerAction, type SchedulerLike, Subscription } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Timeout, Timeouts } from '../../../operators/internal/Timeouts.js';

/** A scheduler with a clock that can be set, unlike its timers, which measure real time. */
class SettableClock implements SchedulerLike {
  clock = 1_000;
  time = 0;
  timers: { readonly at: number; readonly work: () => void }[] = [];

  now(): number {
    return this.clock;
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delayMs = 0): Subscription {
    const timer = { at: this.time + delayMs, work: work as () => void };
    this.timers.push(timer);
    return new Subscription(() => {
      this.timers = this.timers.filter((other) => other !== timer);
    });
  }

  /** Time passes, on the clock too. */
  pass(ms: number): void {
    for (let left = ms; left > 0; left--) {
      this.time++;
      this.clock++;
      for (const timer of this.timers.filter(({ at }) => at <= this.time)) {
        this.timers = this.timers.filter((other) => other !== timer);
        timer.work();
      }
    }
  }
}

function setUp() {
  const scheduler = new SettableClock();
  const line = new Timeouts(100, scheduler);
  const late: string[] = [];
  const wait = (name: string) => {
    const timeout = new Timeout({ late: () => late.push(`${name} at ${scheduler.time}`) });
    line.add(timeout);
    return timeout;
  };
  return { scheduler, line, late, wait };
}

describe('Timeouts', () => {
  it('should end each wait in its time, with one timer for all', () => {
    const { scheduler, late, wait } = setUp();
    wait('a');
    scheduler.pass(30);
    wait('b');
    wait('c');
    scheduler.pass(30);
    wait('d');
    expect(scheduler.timers.length).toBe(1);
    scheduler.pass(200);
    expect(late).toEqual(['a at 100', 'b at 130', 'c at 130', 'd at 160']);
    expect(scheduler.timers).toEqual([]);
  });

  it('should forget what has happened, wherever it stands in the line, and leave no timer behind', () => {
    const { scheduler, line, late, wait } = setUp();
    const waits = ['a', 'b', 'c', 'd'].map((name) => {
      scheduler.pass(10);
      return wait(name);
    });
    for (const index of [1, 0, 3, 3]) line.remove(waits[index] as Timeout);
    scheduler.pass(200);
    expect(late).toEqual(['c at 130']);
    const last = wait('e');
    line.remove(last);
    expect(scheduler.timers).toEqual([]);
  });

  it('should not hurry anybody when the clock is put forward', () => {
    const { scheduler, line, late, wait } = setUp();
    const first = wait('a');
    scheduler.pass(50);
    wait('b');
    line.remove(first);
    scheduler.clock += 3_600_000;
    scheduler.pass(300);
    expect(late).toEqual(['b at 150']);
  });

  it('should neither hurry nor forget anybody when the clock is put back', () => {
    const { scheduler, late, wait } = setUp();
    wait('a');
    scheduler.pass(50);
    wait('b');
    scheduler.clock -= 3_600_000;
    wait('c');
    scheduler.pass(300);
    // `b` can no longer be told from a younger one: it waits once more as long, not an hour.
    expect(late).toEqual(['a at 100', 'b at 200', 'c at 200']);
  });

  it('should take a new wait from one that is late', () => {
    const { scheduler, line, late } = setUp();
    const again: Timeout = new Timeout({ late: () => late.push(`again at ${scheduler.time}`) });
    line.add(
      new Timeout({
        late: () => {
          late.push(`first at ${scheduler.time}`);
          line.add(again);
        },
      }),
    );
    scheduler.pass(250);
    expect(late).toEqual(['first at 100', 'again at 200']);
    expect(scheduler.timers).toEqual([]);
  });

  it('should keep to one timer when one that is late asks again while others wait', () => {
    const { scheduler, line, late, wait } = setUp();
    const again: Timeout = new Timeout({ late: () => late.push(`again at ${scheduler.time}`) });
    line.add(new Timeout({ late: () => line.add(again) }));
    scheduler.pass(50);
    wait('b');
    scheduler.pass(50);
    expect(scheduler.timers.length).toBe(1);
    scheduler.pass(150);
    expect(late).toEqual(['b at 150', 'again at 200']);
  });

  it('should give way to nobody who never waited', () => {
    const { scheduler, line, late, wait } = setUp();
    wait('a');
    line.remove(new Timeout({ late: () => late.push('never') }));
    scheduler.pass(200);
    expect(late).toEqual(['a at 100']);
  });

  it('should hold a wait for its whole length by the clock when that was put back a little', () => {
    const { scheduler, late, wait } = setUp();
    wait('a');
    scheduler.pass(50);
    wait('b');
    scheduler.clock -= 30;
    scheduler.pass(300);
    expect(late).toEqual(['a at 100', 'b at 180']);
  });
});
