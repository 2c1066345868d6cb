import { type MonoTypeOperatorFunction, Observable, type Observer, Subscriber } from 'rxjs';
import { accountOf } from '../src/types/Account.js';

/** What {@link inOrder} must know of a value. */
interface Numbered {
  readonly seq: number;
}

/**
 * On the stream: emits outcomes in the order of their prompts: one that came too early waits for those before it.
 *
 * ```text
 * source   c-a---b-|          seq: a 0, b 1, c 2
 * result   --a---(bc)-|
 * ```
 *
 * Holds:    what came too early; a window bounds it, and must be large, or one slow call idles all others: 32 times
 *           the concurrency loses little.
 * Errors:   what waits is emitted, then the error passed on.
 * Cancels:  unsubscribing forgets what waits.
 * Place it: right before a sink that writes where nothing can be put in order afterwards. Outside a `run` a prompt that
 *           never comes, as after `keep`, holds up all behind it until the end.
 */
export function inOrder<T extends Numbered>(): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((destination) => {
      const line = new Line<T>(destination);
      const outer = new Subscriber<T>(line);
      destination.add(outer);
      destination.add(() => line.forget());
      source.subscribe(outer);
    });
}

/** One subscription. */
class Line<T extends Numbered> implements Observer<T> {
  readonly #destination: Subscriber<T>;
  readonly #early = new Map<number, T>();
  #next = 0;
  #emitting = false;

  constructor(destination: Subscriber<T>) {
    this.#destination = destination;
  }

  next(value: T): void {
    accountOf(value)?.hold(value);
    this.#early.set(value.seq, value);
    if (this.#emitting) return;
    // One loop emits everything: what an emission brings back is seen by its next turn, so the stack stays flat.
    this.#emitting = true;
    const account = accountOf(value);
    while (this.#early.size > 0) {
      const first = this.#early.get(this.#next);
      // Sources number upwards: a prompt before one that waits has been here, unless it will never come.
      if (first === undefined && account?.awaits?.(this.#next) !== false) break;
      this.#next++;
      if (first !== undefined) this.#emit(first);
    }
    this.#emitting = false;
  }

  error(error: unknown): void {
    this.#emitRest();
    this.#destination.error(error);
  }

  complete(): void {
    this.#emitRest();
    this.#destination.complete();
  }

  forget(): void {
    for (const value of this.#early.values()) accountOf(value)?.release(value);
    this.#early.clear();
  }

  #emit(value: T): void {
    this.#early.delete(value.seq);
    this.#destination.next(value);
    accountOf(value)?.release(value);
  }

  #emitRest(): void {
    for (const value of [...this.#early.values()].sort((a, b) => a.seq - b.seq)) this.#emit(value);
  }
}
