import assert from 'node:assert/strict';
import type { Limiter, Permit, Place, Waiter } from '../../types/Limiter.js';

/** Somebody in the line: waits, holds a permit, or is done with it. */
export class Caller implements Waiter {
  readonly demand: { readonly tokens?: number };
  place: Place | undefined;
  permit: Permit | undefined;
  done = false;
  /** When it has to poll. */
  timer: number | undefined;
  private readonly line: LimiterLine;

  constructor(line: LimiterLine, tokens: number | undefined) {
    this.line = line;
    this.demand = tokens === undefined ? {} : { tokens };
  }

  granted(permit: Permit): void {
    this.line.granted(this, permit);
  }

  wake(delayMs: number): void {
    this.line.wake(this, delayMs);
  }
}

/**
 * Callers before a limiter, in virtual time. Each has one timer, which it drops when it is served or leaves, as
 * `admit` does. After every move it checks what always holds.
 */
export class LimiterLine {
  now = 0;
  /** In the order of coming; who was served or has left is gone. */
  readonly waiting: Caller[] = [];
  /** Who holds a permit. */
  readonly out: Caller[] = [];
  /** Who got a permit, in that order. */
  readonly served: Caller[] = [];
  /** When each was served. */
  readonly servedAt: number[] = [];
  /** Called in the midst of a grant. */
  onGrant: ((caller: Caller) => void) | undefined;
  private readonly limiter: Limiter;

  constructor(limiter: Limiter) {
    this.limiter = limiter;
  }

  enter(tokens?: number): Caller {
    const caller = new Caller(this, tokens);
    this.waiting.push(caller);
    caller.place = this.limiter.enter(caller, this.now);
    assert.equal(
      caller.place === undefined,
      caller.permit !== undefined || caller.done,
      'a permit or a place',
    );
    this.check();
    return caller;
  }

  leave(caller: Caller): void {
    const at = this.waiting.indexOf(caller);
    if (at >= 0) this.waiting.splice(at, 1);
    caller.timer = undefined;
    if (caller.place !== undefined) this.limiter.leave(caller.place, this.now);
    this.check();
  }

  release(caller: Caller, tokens?: number): void {
    const at = this.out.indexOf(caller);
    if (at >= 0) this.out.splice(at, 1);
    caller.done = true;
    const { permit } = caller;
    caller.permit = undefined;
    permit?.release(this.now, tokens);
    this.check();
  }

  poll(): void {
    this.limiter.poll(this.now);
    this.check();
  }

  /** Time passes up to the next timer, or to `until`. False when there is no timer before. */
  tick(until = Number.POSITIVE_INFINITY): boolean {
    // Who comes first is the only one with a timer.
    const [first] = this.waiting;
    if (first?.timer === undefined || first.timer > until) {
      if (until < Number.POSITIVE_INFINITY) this.now = until;
      return false;
    }
    this.now = first.timer;
    first.timer = undefined;
    this.poll();
    return true;
  }

  /** Everybody is served, one permit after the other coming back when nothing else moves. */
  drain(): void {
    while (this.waiting.length > 0) {
      if (this.tick()) continue;
      const [oldest] = this.out;
      assert.ok(
        oldest,
        'somebody waits, nothing is out, and no timer was asked for: nobody would ever be served',
      );
      this.release(oldest);
    }
    while (this.out.length > 0) this.release(this.out[0] as Caller);
  }

  /** @internal */
  granted(caller: Caller, permit: Permit): void {
    assert.equal(this.waiting[0], caller, 'who came first is served first, once, and not after leaving');
    this.waiting.shift();
    caller.timer = undefined;
    caller.permit = permit;
    this.out.push(caller);
    this.served.push(caller);
    this.servedAt.push(this.now);
    this.onGrant?.(caller);
  }

  /** @internal */
  wake(caller: Caller, delayMs: number): void {
    assert.equal(this.waiting[0], caller, 'the first in line is woken');
    assert.ok(delayMs > 0 && Number.isFinite(delayMs), `a timer of ${delayMs} ms`);
    caller.timer = this.now + delayMs;
  }

  private check(): void {
    assert.equal(this.limiter.inFlight, this.out.length, 'inFlight');
    assert.equal(this.limiter.waiting, this.waiting.length, 'waiting');
    assert.ok(this.out.length <= this.limiter.concurrency, 'no more permits are out than the concurrency');
  }
}
