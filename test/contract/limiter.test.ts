import { describe, expect, it } from 'vitest';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { slidingWindowLimiter } from '../../src/engine/limiter/slidingWindowLimiter.js';
import { limiterContract } from '../../src/testing/contract/limiterContract.js';
import type { Limiter, Place, Waiter } from '../../src/types/Limiter.js';

/** A user's own: so many at once, and nothing else. */
class Semaphore implements Limiter {
  readonly concurrency = 3;
  inFlight = 0;
  protected line: Place[] = [];
  private polling = false;

  get waiting(): number {
    return this.line.length;
  }

  enter(waiter: Waiter): Place | undefined {
    const place = { waiter };
    this.line.push(place);
    this.poll();
    return this.line.includes(place) ? place : undefined;
  }

  leave(place: Place): void {
    this.line = this.line.filter((other) => other !== place);
  }

  poll(): void {
    if (this.polling) return;
    this.polling = true;
    while (this.hasRoom()) this.admit(this.next().waiter);
    this.polling = false;
  }

  protected hasRoom(): boolean {
    return this.inFlight < this.concurrency && this.line.length > 0;
  }

  protected next(): Place {
    return this.line.shift() as Place;
  }

  protected admit(waiter: Waiter): void {
    this.inFlight++;
    let out = true;
    const release = () => {
      if (!out) return;
      out = false;
      this.inFlight--;
      this.poll();
    };
    waiter.granted({ release });
  }
}

const limiters: Readonly<Record<string, () => Limiter>> = {
  'gcraLimiter of nothing': () => gcraLimiter({}),
  'gcraLimiter of requests': () => gcraLimiter({ requestsPerMinute: 600 }),
  'gcraLimiter of tokens': () => gcraLimiter({ tokensPerMinute: 1_000 }),
  'gcraLimiter of calls at once': () => gcraLimiter({ concurrency: 1 }),
  'gcraLimiter of everything': () =>
    gcraLimiter({ requestsPerMinute: 6_000, tokensPerMinute: 60_000, concurrency: 7, share: 1 }),
  'slidingWindowLimiter of nothing': () => slidingWindowLimiter({}),
  'slidingWindowLimiter of requests': () => slidingWindowLimiter({ requests: 10 }),
  'slidingWindowLimiter of tokens': () => slidingWindowLimiter({ tokens: 120, windowMs: 1_000 }),
  'slidingWindowLimiter of calls at once': () => slidingWindowLimiter({ concurrency: 3 }),
  'slidingWindowLimiter of everything': () =>
    slidingWindowLimiter({ requests: 10, tokens: 200, concurrency: 4, windowMs: 500 }),
  'a Semaphore of our own': () => new Semaphore(),
};

describe.each(Object.entries(limiters))('%s, a Limiter', (_name, open) => {
  for (const { title, check } of limiterContract(open)) it(title, check);
});

/** Semaphores with one fault each. */
const faults: Readonly<Record<string, () => Limiter>> = {
  'serves the last first': () =>
    new (class extends Semaphore {
      protected override next = () => this.line.pop() as Place;
    })(),
  'lets out one too many': () =>
    new (class extends Semaphore {
      protected override hasRoom = () => this.inFlight <= this.concurrency && this.line.length > 0;
    })(),
  'lets out one too few': () =>
    new (class extends Semaphore {
      protected override hasRoom = () => this.inFlight < this.concurrency - 1 && this.line.length > 0;
    })(),
  'serves who has left': () =>
    new (class extends Semaphore {
      override leave = () => {};
    })(),
  'forgets everybody when one leaves': () =>
    new (class extends Semaphore {
      override leave = () => {
        this.line = [];
      };
    })(),
  'takes a permit back twice': () =>
    new (class extends Semaphore {
      protected override admit(waiter: Waiter) {
        this.inFlight++;
        const release = () => {
          this.inFlight--;
          this.poll();
        };
        waiter.granted({ release });
      }
    })(),
  'never takes a permit back': () =>
    new (class extends Semaphore {
      protected override admit(waiter: Waiter) {
        this.inFlight++;
        waiter.granted({ release: () => {} });
      }
    })(),
  'wakes nobody': () => {
    const limiter = gcraLimiter({ requestsPerMinute: 600 });
    const enter = limiter.enter;
    return Object.assign(Object.create(limiter) as Limiter, {
      enter: (waiter: Waiter, now: number) =>
        enter({ demand: waiter.demand, granted: (permit) => waiter.granted(permit), wake: () => {} }, now),
    });
  },
};

describe('limiterContract', () => {
  it.each(Object.entries(faults))('should find a limiter that %s', (_name, open) => {
    const broken = limiterContract(open).filter(({ check }) => {
      try {
        check();
        return false;
      } catch {
        return true;
      }
    });
    expect(broken.length).toBeGreaterThan(0);
  });
});
