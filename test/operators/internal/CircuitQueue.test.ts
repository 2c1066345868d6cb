import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { CircuitQueue } from '../../../operators/internal/CircuitQueue.js';
import type { Circuit, CircuitPlace, CircuitWaiter } from '../../../src/types/Circuit.js';

/** A line of a circuit that writes down who comes, leaves and looks. */
class Line {
  readonly log: string[] = [];
  readonly #isOpen: () => boolean;
  waiter: CircuitWaiter | undefined;

  constructor(isOpen = () => false) {
    this.#isOpen = isOpen;
  }

  enter(waiter: CircuitWaiter, now: number): CircuitPlace | undefined {
    this.log.push(`enter ${now}`);
    this.waiter = waiter;
    if (!this.#isOpen()) return { waiter };
    waiter.ready();
    return undefined;
  }

  leave(place: CircuitPlace, now: number): void {
    this.log.push(`leave ${now}${place.waiter === this.waiter ? '' : ' OF ANOTHER'}`);
  }

  poll(now: number): void {
    this.log.push(`poll ${now}`);
  }
}

const names = ['a', 'b', 'c'];

/** A queue before these lines, what it was told, and how to let time pass. */
function queueBefore(...lines: readonly Line[]) {
  const scheduler = new TestScheduler(() => {});
  const ready: string[] = [];
  const routes = lines.map((line, index) => ({ name: names[index], circuit: line as unknown as Circuit }));
  const queue = new CircuitQueue(routes, scheduler, ({ name }) => ready.push(name as string));
  const pass = (ms: number) => {
    scheduler.maxFrames = scheduler.now() + ms;
    scheduler.flush();
    scheduler.frame = scheduler.maxFrames;
  };
  return { queue, ready, pass };
}

describe('CircuitQueue', () => {
  it('should take the first that lets it through, and not even ask those behind it', () => {
    const lines = [new Line(), new Line(() => true), new Line()];
    const { queue, ready } = queueBefore(...lines);
    queue.start();
    expect(ready).toEqual(['b']);
    expect(lines.map(({ log }) => log)).toEqual([['enter 0', 'leave 0'], ['enter 0'], []]);
  });

  it('should wait in all lines, and leave the others once one calls, which is heard once', () => {
    const lines = [new Line(), new Line(), new Line()] as const;
    const { queue, ready, pass } = queueBefore(...lines);
    queue.start();
    expect(ready).toEqual([]);
    pass(70);
    lines[2].waiter?.ready();
    lines[0].waiter?.ready();
    lines[2].waiter?.ready();
    expect(ready).toEqual(['c']);
    expect(lines.map(({ log }) => log)).toEqual([
      ['enter 0', 'leave 70'],
      ['enter 0', 'leave 70'],
      ['enter 0'],
    ]);
  });

  it('should look when it was told to, by the last word of each line', () => {
    const lines = [new Line(), new Line()] as const;
    const { queue, pass } = queueBefore(...lines);
    queue.start();
    lines[0].waiter?.wake(50);
    lines[1].waiter?.wake(30);
    lines[0].waiter?.wake(80);
    pass(100);
    expect(lines.map(({ log }) => log)).toEqual([
      ['enter 0', 'poll 80'],
      ['enter 0', 'poll 30'],
    ]);
  });

  it('should leave all lines when nobody waits any more, and wake nobody then', () => {
    const lines = [new Line(), new Line()] as const;
    const { queue, ready, pass } = queueBefore(...lines);
    queue.start();
    lines[0].waiter?.wake(50);
    pass(10);
    queue.unsubscribe();
    pass(100);
    lines[1].waiter?.ready();
    expect(ready).toEqual([]);
    expect(lines.map(({ log }) => log)).toEqual([
      ['enter 0', 'leave 10'],
      ['enter 0', 'leave 10'],
    ]);
  });
});
