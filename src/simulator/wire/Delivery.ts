import { applyMishap } from '../faults/applyMishap.js';
import type { Mishap } from '../faults/mishaps.js';
import type { Regime } from '../faults/Regime.js';
import type { ReadyAnswer } from '../ReadyAnswer.js';
import type { SeededRandom } from '../SeededRandom.js';
import type { Outlet } from './Outlet.js';

/** What a delivery needs besides the answer. */
export interface DeliveryOptions {
  readonly regime: Regime;
  readonly random: SeededRandom;
  readonly mishap: Mishap | null;
  openOutlet(answer: ReadyAnswer): Outlet;
  /** Breaks the connection off, on the simulator's account. */
  breakOff(how: 'close' | 'reset'): void;
}

/** Sends one answer when it is its turn, in time and with its mishap. Everything stops when `stop` is called. */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #answer: ReadyAnswer;
  readonly #outlet: Outlet;
  readonly #arrivedAt = performance.now();
  /** When work on it began; infinite while it queues. */
  #start = Number.POSITIVE_INFINITY;
  #firstAt = Number.POSITIVE_INFINITY;
  /** Whether its first token is known to come in time. */
  #inTime = false;
  #waitedTooLong = false;
  readonly #perTokenMs: number;
  /** Times as long as usual. */
  readonly #slowness: number;
  #sent = 0;
  #strikesAt: number;
  #timer: NodeJS.Timeout | null = null;
  #nextKeepAlive: number;

  constructor(answer: ReadyAnswer, options: DeliveryOptions) {
    this.#options = options;
    const { regime, random, mishap } = options;
    const { keepAliveIntervalMs, stragglerShare, stragglerFactor } = regime.faults;
    const marred = applyMishap(answer, mishap);
    this.#answer = marred.answer;
    this.#strikesAt = marred.strikesAt;
    this.#outlet = options.openOutlet(marred.answer);
    // Not drawn when there are none, so that a seed goes on meaning what it did.
    this.#slowness = stragglerShare > 0 && random.share() < stragglerShare ? stragglerFactor : 1;
    this.#perTokenMs = this.#slowness * regime.perToken(random);
    this.#nextKeepAlive =
      keepAliveIntervalMs > 0 ? this.#arrivedAt + keepAliveIntervalMs : Number.POSITIVE_INFINITY;
  }

  /** Its place in the queue is at the front: the work begins. Sends at once what is due, and plans the rest. */
  readonly begin = (): void => {
    const { regime, random, mishap } = this.#options;
    const { stream, completionTokens } = this.#answer;
    const { buffered, maxWaitMs } = regime.faults;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#start = performance.now();
    let firstMs = this.#slowness * regime.firstToken(random);
    if (mishap === 'stallBeforeAnswer') firstMs += this.#stallMs();
    this.#inTime = this.#start + firstMs <= this.#arrivedAt + maxWaitMs;
    // A whole answer is there when its last token is.
    if (!stream || buffered) firstMs += this.#perTokenMs * completionTokens;
    this.#firstAt = this.#start + firstMs;
    const atOnce = firstMs <= 0 && this.#strikesAt === Number.POSITIVE_INFINITY && this.#perTokenMs === 0;
    if (atOnce && this.#nextKeepAlive > this.#start) this.#sendAll();
    else this.#step();
  };

  /** It has to queue. */
  wait(): void {
    this.#wait(performance.now());
  }

  /** How many pieces have gone out. */
  get sentPieces(): number {
    return this.#sent;
  }

  /** Whether the connection was closed before its first token. */
  get waitedTooLong(): boolean {
    return this.#waitedTooLong;
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#outlet.stop();
  }

  #sendAll(): void {
    const { pieces } = this.#answer;
    this.#sent = pieces.length;
    this.#outlet.sendAll(pieces.length === 1 ? pieces[0]! : pieces.join(''));
  }

  readonly #step = (): void => {
    this.#timer = null;
    const now = performance.now();
    const { pieces } = this.#answer;
    // What is not in time is closed however late this comes.
    if (now < this.#firstAt || (!this.#inTime && this.#sent === 0)) {
      this.#wait(now);
      return;
    }

    let due = pieces.length;
    if (this.#perTokenMs > 0 && pieces.length > 1 && !this.#options.regime.faults.buffered) {
      // The role leaves with the first token, the finish and the end with the last.
      due = Math.min(due, Math.floor((now - this.#firstAt) / this.#perTokenMs) + 2);
      if (due >= pieces.length - 2) due = pieces.length;
    }
    const upTo = Math.min(due, this.#strikesAt);
    if (upTo > this.#sent) {
      this.#outlet.write(pieces.slice(this.#sent, upTo).join(''));
      this.#sent = upTo;
    }
    if (this.#sent === this.#strikesAt) this.#meetMishap();
    else if (this.#sent === pieces.length) this.#outlet.end();
    else this.#plan(this.#firstAt + (this.#sent - 1) * this.#perTokenMs - now);
  };

  #wait(now: number): void {
    const { maxWaitMs, keepAliveIntervalMs } = this.#options.regime.faults;
    const begun = this.#sent > 0;
    const lastAt = begun || this.#inTime ? Number.POSITIVE_INFINITY : this.#arrivedAt + maxWaitMs;
    if (now >= lastAt) {
      this.#waitedTooLong = true;
      this.#options.breakOff('close');
      return;
    }
    if (begun) {
      this.#plan(this.#firstAt - now);
      return;
    }
    if (now >= this.#nextKeepAlive) {
      this.#outlet.write(this.#answer.stream ? ': keep-alive\n\n' : '\n');
      this.#nextKeepAlive = now + keepAliveIntervalMs;
    }
    this.#plan(Math.min(this.#firstAt, this.#nextKeepAlive, lastAt) - now);
  }

  #plan(ms: number): void {
    this.#timer = setTimeout(this.#step, Math.min(Math.max(1, Math.ceil(ms)), 2_147_483_647));
  }

  #stallMs(): number {
    const { regime, random } = this.#options;
    return regime.stall?.(random) ?? Number.POSITIVE_INFINITY;
  }

  #meetMishap(): void {
    this.#strikesAt = Number.POSITIVE_INFINITY;
    const { mishap } = this.#options;
    if (mishap === 'cutStream') {
      this.#outlet.end();
    } else if (mishap === 'stallMidAnswer') {
      const stallMs = this.#stallMs();
      if (stallMs === Number.POSITIVE_INFINITY) return;
      this.#firstAt += stallMs;
      this.#plan(stallMs);
    } else {
      // The bytes must be with the client before the end overtakes them. In its own process that takes a turn of the
      // loop: libuv takes bytes and a reset that it sees together for an orderly end.
      this.#outlet.open();
      this.#timer = setTimeout(() => setImmediate(this.#breakOff), 5);
    }
  }

  readonly #breakOff = (): void => {
    // Not once it was stopped.
    if (this.#timer === null) return;
    this.#options.breakOff(this.#options.mishap === 'closeMidAnswer' ? 'close' : 'reset');
  };
}
