import { type MonoTypeOperatorFunction, Observable, type Observer, Subscriber } from 'rxjs';
import { accountOf } from '../src/types/Account.js';

/** What {@link inOrder} must know of a value. */
interface Numbered extends Part {
  readonly seq: number;
  /** Of an outcome. */
  readonly prompt?: Part;
}

interface Part {
  readonly part?: number;
  readonly isLast?: boolean;
}

/**
 * On the stream: emits outcomes in the order of their prompts, and of the parts of a divided one: what came too early waits for those
 * before it.
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

/** Parts of one document that came too early. */
type Parts<T> = Map<number, T>;

/** One subscription. */
class Line<T extends Numbered> implements Observer<T> {
  readonly #destination: Subscriber<T>;
  readonly #early = new Map<number, T | Parts<T>>();
  #next = 0;
  #nextPart = 0;
  #emitting = false;

  constructor(destination: Subscriber<T>) {
    this.#destination = destination;
  }

  next(value: T): void {
    accountOf(value)?.hold(value);
    this.#keep(value);
    if (this.#emitting) return;
    // One loop emits everything: what an emission brings back is seen by its next turn, so the stack stays flat.
    this.#emitting = true;
    const account = accountOf(value);
    while (this.#early.size > 0) {
      const early = this.#early.get(this.#next);
      const first = early instanceof Map ? early.get(this.#nextPart) : early;
      if (first !== undefined) this.#emit(first);
      // Sources number upwards: what is before one that waits has been here, unless it will never come.
      else if (account?.awaits?.(this.#next, early && this.#nextPart) !== false) break;
      else if (early === undefined) this.#pass();
      else this.#nextPart++;
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
    for (const value of this.#all()) accountOf(value)?.release(value);
    this.#early.clear();
  }

  #keep(value: T): void {
    const { part } = value.prompt ?? value;
    if (part === undefined) {
      this.#early.set(value.seq, value);
      return;
    }
    const parts = this.#early.get(value.seq);
    if (parts instanceof Map) parts.set(part, value);
    else this.#early.set(value.seq, new Map([[part, value]]));
  }

  #emit(value: T): void {
    const { part, isLast } = value.prompt ?? value;
    const parts = this.#early.get(value.seq);
    if (parts instanceof Map) parts.delete(part as number);
    if (!(parts instanceof Map) || parts.size === 0) this.#early.delete(value.seq);
    if (part === undefined || isLast) this.#pass();
    else this.#nextPart++;
    this.#destination.next(value);
    accountOf(value)?.release(value);
  }

  /** On to the next prompt. */
  #pass(): void {
    this.#next++;
    this.#nextPart = 0;
  }

  #emitRest(): void {
    for (const value of this.#all()) this.#emit(value);
  }

  /** Whatever waits, in order. */
  #all(): T[] {
    const inTurn = <V>(entries: Iterable<[number, V]>) => [...entries].sort(([a], [b]) => a - b);
    return inTurn(this.#early).flatMap(([, early]) =>
      early instanceof Map ? inTurn(early).map(([, value]) => value) : [early],
    );
  }
}
