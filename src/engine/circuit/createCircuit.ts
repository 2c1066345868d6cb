import type { CallVerdict, Circuit, CircuitPlace, CircuitState, CircuitWaiter } from '../../types/Circuit.js';
import { expectNumber } from '../expectNumber.js';
import { RollingCounts } from './RollingCounts.js';

/** Options of {@link createCircuit}. */
export interface CircuitOptions {
  /**
   * It opens after so many failures without an answer between them. What an overloaded server refuses is none as long as it
   * answers others, at least one a second: that is for the limit of calls at once. Default 5. Minimum 1.
   */
  readonly inARow?: number;
  /** It opens, too, when this share of the calls of `windowMs` failed, from 0 to 1. Default 0.5. */
  readonly share?: number;
  /** But not on fewer calls than these. Default 20. Minimum 1. */
  readonly atLeast?: number;
  /** Default 30,000 milliseconds. Minimum 10. */
  readonly windowMs?: number;
  /** From one probe to the next at first, in milliseconds; 1.5 times as long after each that fails. Default 1,000. Minimum 0. */
  readonly openMs?: number;
  /** And at most. Default 12,000. Minimum 0. */
  readonly maxOpenMs?: number;
  /** Calls at once with which it counts as closed again. Default 16. Minimum 1. */
  readonly closedAt?: number;
  /** Opens only once a call has been answered, so that a wrong address is told and not waited for. Default false. */
  readonly afterAnswer?: boolean;
  /** From 0 to 1: how much of a half of the wait is left out, so that not all programs come back at once. Default `Math.random`. */
  readonly random?: () => number;
}

const CLOSED: CircuitState = { name: 'closed' };
const GROWTH = 1.5;
/** A server that has answered nothing for so long is not just refusing what is too much, in milliseconds. */
const SILENT_MS = 1_000;

/**
 * Makes a {@link Circuit} for the calls of one server, to be shared among all of them. Open, it asks again with one real
 * call after 1 s, then ever more seldom, to 12 s: a probe costs little and an hour of waiting much. Half-open, calls at
 * once grow with each answer, so that a server that comes back is not overrun.
 *
 * Of its measures those that are relative come from Polly, resilience4j and Envoy; the short waits from a simulation
 * (`npm run bench -- routes`).
 */
export function createCircuit(options: CircuitOptions = {}): Circuit {
  const { inARow = 5, share = 0.5, atLeast = 20, windowMs = 30_000 } = options;
  const {
    openMs = 1_000,
    maxOpenMs = 12_000,
    closedAt = 16,
    afterAnswer = false,
    random = Math.random,
  } = options;
  expectNumber('inARow', inARow, { min: 1 });
  expectNumber('share', share, { min: 0, max: 1 });
  expectNumber('atLeast', atLeast, { min: 1 });
  expectNumber('windowMs', windowMs, { min: 10 });
  expectNumber('openMs', openMs, { min: 0 });
  expectNumber('maxOpenMs', maxOpenMs, { min: 0 });
  expectNumber('closedAt', closedAt, { min: 1 });
  return new Breaker({ inARow, share, atLeast, windowMs, openMs, maxOpenMs, closedAt, afterAnswer, random });
}

class Breaker implements Circuit {
  state: CircuitState = CLOSED;
  hasAnswered = false;
  readonly #options: Required<CircuitOptions>;
  readonly #counts: RollingCounts;
  readonly #line = new Set<CircuitPlace>();
  readonly #listeners = new Set<(state: CircuitState) => void>();
  /** Grows when it opens: calls from before tell nothing of how the server is since. */
  #turn = 0;
  #failedInARow = 0;
  #answeredAt = Number.NEGATIVE_INFINITY;
  /** How long it stays open the next time. */
  #openMs: number;
  /** When the last probe began: the time that it took to fail is part of the wait for the next. */
  #probedAt: number | undefined;
  /** Calls under way since it is half-open. */
  #probes = 0;
  #polling = false;

  constructor(options: Required<CircuitOptions>) {
    this.#options = options;
    this.#counts = new RollingCounts(options.windowMs);
    this.#openMs = options.openMs;
  }

  waitFor(now: number): number {
    const { state } = this;
    if (state.name === 'closed') return 0;
    if (state.name === 'open') return state.until - now;
    return this.#probes < state.allowed ? 0 : Number.POSITIVE_INFINITY;
  }

  started(now: number): number {
    const { state } = this;
    if (state.name === 'closed') return this.#turn;
    this.#probes++;
    if (state.name === 'open') {
      this.#probedAt = now;
      this.#change({ name: 'half-open', allowed: 1 });
    }
    return this.#turn;
  }

  ended(verdict: CallVerdict, turn: number, now: number): void {
    if (verdict === 'answered') {
      this.hasAnswered = true;
      this.#answeredAt = now;
    }
    if (turn !== this.#turn) return;
    if (this.state.name === 'half-open') {
      this.#probed(verdict, this.state.allowed, now);
      return;
    }
    if (verdict === 'answered') {
      this.#failedInARow = 0;
      this.#counts.answer(now);
    } else if (verdict !== 'neither') {
      if (verdict === 'failed' || now >= this.#answeredAt + SILENT_MS) this.#failedInARow++;
      this.#failed(now);
    }
  }

  enter(waiter: CircuitWaiter, now: number): CircuitPlace | undefined {
    if (this.#line.size === 0 && this.waitFor(now) <= 0) {
      waiter.ready();
      return undefined;
    }
    const place = { waiter };
    this.#line.add(place);
    if (this.#line.size === 1) this.poll(now);
    return place;
  }

  leave(place: CircuitPlace, now: number): void {
    const [first] = this.#line;
    if (this.#line.delete(place) && first === place) this.poll(now);
  }

  /** Calls that end at once ask again from within: the loop that is there goes on. */
  poll(now: number): void {
    if (this.#polling) return;
    this.#polling = true;
    for (const place of this.#line) {
      const waitMs = this.waitFor(now);
      if (waitMs > 0) {
        // Otherwise the end of a call looks again.
        if (waitMs < Number.POSITIVE_INFINITY) place.waiter.wake(Math.ceil(waitMs));
        break;
      }
      // First, because it may come again at once, to the end of the line.
      this.#line.delete(place);
      place.waiter.ready();
    }
    this.#polling = false;
  }

  watch(listener: (state: CircuitState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #failed(now: number): void {
    const { inARow, share, atLeast, afterAnswer } = this.#options;
    this.#counts.fail(now);
    if (afterAnswer && !this.hasAnswered) return;
    const { failed, total } = this.#counts;
    if (this.#failedInARow >= inARow || (total >= atLeast && failed >= share * total)) this.#open(now);
  }

  #probed(verdict: CallVerdict, allowed: number, now: number): void {
    this.#probes--;
    if (verdict === 'answered') {
      if (allowed >= this.#options.closedAt) this.#close();
      else this.#change({ name: 'half-open', allowed: allowed + 1 });
    } else if (verdict !== 'neither') {
      if (allowed === 1) this.#open(now);
      else this.#change({ name: 'half-open', allowed: allowed >> 1 });
    }
    this.poll(now);
  }

  #open(now: number): void {
    const { random, maxOpenMs } = this.#options;
    const openMs = Math.min(maxOpenMs, this.#openMs);
    this.#openMs = Math.min(maxOpenMs, GROWTH * openMs);
    this.#turn++;
    this.#probes = 0;
    const since = this.#probedAt ?? now;
    this.#change({ name: 'open', until: Math.max(now, since + openMs * (1 - random() / 2)) });
  }

  #close(): void {
    this.#openMs = this.#options.openMs;
    this.#probedAt = undefined;
    this.#failedInARow = 0;
    this.#counts.clear();
    this.#change(CLOSED);
  }

  #change(state: CircuitState): void {
    this.state = state;
    for (const listener of this.#listeners) listener(state);
  }
}
