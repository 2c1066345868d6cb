import { EMPTY, NEVER, type Observable, type Observer, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { Relay } from '../../../src/stage/Relay.js';

const silent: Observer<never> = { next() {}, error() {}, complete() {} };

/** Counts how often it is torn down. */
class Counting extends Relay<never> {
  teardowns = 0;

  next(): void {}

  protected override teardown(): void {
    this.teardowns++;
  }
}

describe('Relay', () => {
  const calls: Readonly<Record<string, Observable<never>>> = {
    completes: EMPTY,
    fails: throwError(() => 'failed'),
    'goes on': NEVER,
  };
  for (const [does, call] of Object.entries(calls)) {
    it(`should be torn down once when the call ${does} and its listener leaves twice`, () => {
      const relay = new Counting(call, silent);
      relay.start();
      relay.unsubscribe();
      relay.unsubscribe();
      expect(relay.teardowns).toBe(1);
    });
  }
});
