import { SeededRandom } from '../../src/simulator/SeededRandom.js';
import type { Limiter, Permit, Place, Waiter } from '../../src/types/Limiter.js';
import { Agenda } from '../Agenda.js';
import type { Server } from './servers.js';

/** What a call costs. */
export interface Costs {
  /** What the limiter is told before. */
  readonly asked: number;
  /** What the server counts, and says afterwards. */
  readonly used: number;
}

/** Options of {@link saturate}. */
export interface SaturateOptions {
  readonly limiter: Limiter;
  readonly server: Server;
  readonly seed: number;
  readonly minutes: number;
  /** Mean of what the way to the server takes beyond its least, in milliseconds; exponential, so calls overtake. */
  readonly jitterMs?: number;
  /** The cost of the next call, of which the server counts `used`. Default: one request, which costs 1. */
  readonly costs?: (random: SeededRandom) => Costs;
  /** Calls come in bursts: so long there are some, then so long none. Default: there are always some. */
  readonly pause?: { readonly onMs: number; readonly offMs: number };
}

/** What came of it. */
export interface Saturated {
  /** What the server let in, in units a minute. */
  readonly perMinute: number;
  readonly calls: number;
  readonly refused: number;
}

const LEAST_WAY_MS = 30;
const TIMER_LATE_MS = 2;
const ANSWER_MS = 800;

/** A client that always has more to ask, behind `limiter`, before `server`, in virtual time. */
export function saturate(options: SaturateOptions): Saturated {
  const { limiter, server, minutes, jitterMs = 100, pause } = options;
  const { costs = () => ({ asked: 1, used: 1 }) } = options;
  const random = new SeededRandom(options.seed);
  const queue = new Agenda();
  const until = minutes * 60_000;
  let [admitted, calls, refused, waiting, now] = [0, 0, 0, 0, 0];
  const after = (ms: number, run: () => void) => queue.add(now + ms, run);

  class Caller implements Waiter {
    readonly demand: { readonly tokens: number };
    readonly cost: Costs;
    place: Place | undefined;
    /** The timer that counts; an earlier one is as good as stopped. */
    timer = 0;
    constructor(cost: Costs) {
      this.cost = cost;
      this.demand = { tokens: cost.asked };
    }
    granted(permit: Permit): void {
      this.timer++;
      waiting--;
      calls++;
      // The permit is given within `enter`, before the next caller comes: later, or the stack would grow.
      after(0, fill);
      after(LEAST_WAY_MS - jitterMs * Math.log(1 - random.share()), () => {
        const isIn = server.admit(this.cost.used, now);
        if (isIn) admitted += this.cost.used;
        else refused++;
        after(ANSWER_MS * random.share(), () => permit.release(now, isIn ? this.cost.used : undefined));
      });
    }
    wake(delayMs: number): void {
      const timer = ++this.timer;
      after(delayMs + TIMER_LATE_MS * random.share(), () => {
        if (timer === this.timer) limiter.poll(now);
      });
    }
  }
  const fill = () => {
    if (pause !== undefined && now % (pause.onMs + pause.offMs) >= pause.onMs) return;
    while (waiting < 5) {
      waiting++;
      const caller = new Caller(costs(random));
      caller.place = limiter.enter(caller, now);
    }
  };

  if (pause !== undefined) for (let at = 0; at < until; at += pause.onMs + pause.offMs) queue.add(at, fill);
  fill();
  for (let due = queue.next(); due !== undefined && due.at < until; due = queue.next()) {
    now = due.at;
    due.run();
  }
  return { perMinute: admitted / minutes, calls, refused };
}
