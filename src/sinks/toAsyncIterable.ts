import { type Observable, Subscriber } from 'rxjs';
import { expectNumber } from '../engine/expectNumber.js';
import { RingBuffer } from '../engine/RingBuffer.js';
import { SlowReaderError } from '../errors/SlowReaderError.js';

/** Options of {@link toAsyncIterable}. */
export interface AsyncIterableOptions {
  /** How many values may wait for a reader that is slower than the source. Default 65,536. Minimum 1. */
  readonly maxWaiting?: number;
}

/**
 * An Observable for `for await`. Each loop is one subscription, made by its first step.
 *
 * An Observable cannot be asked to wait: what comes before the loop is ready for it waits in memory, in order, up to
 * `maxWaiting` values; one more cancels the source, and the loop throws a {@link SlowReaderError} once it has read what
 * waited. For an answer that is a bound of its own: a stream has as many deltas as the answer has tokens.
 *
 * Errors:  thrown by the loop, after the values before them.
 * Cancels: leaving the loop, by `break`, `return` or an error, unsubscribes at once: of a streamed answer, down to its
 *          socket.
 */
export function toAsyncIterable<T>(
  source: Observable<T>,
  { maxWaiting = 65_536 }: AsyncIterableOptions = {},
): AsyncIterable<T> {
  expectNumber('maxWaiting', maxWaiting, { min: 1, integer: true });
  return { [Symbol.asyncIterator]: () => new Reading(source, maxWaiting) };
}

/** A step of the loop that waits for its value. */
interface Step<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/** One loop. */
class Reading<T> implements AsyncIterator<T, undefined> {
  readonly #source: Observable<T>;
  readonly #maxWaiting: number;
  readonly #values = new RingBuffer<T>();
  readonly #steps = new RingBuffer<Step<T>>();
  #subscriber: Subscriber<T> | undefined;
  #begun = false;
  #over = false;
  #failed: { readonly error: unknown } | undefined;

  constructor(source: Observable<T>, maxWaiting: number) {
    this.#source = source;
    this.#maxWaiting = maxWaiting;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    return new Promise((resolve, reject) => {
      this.#steps.push({ resolve, reject });
      this.#begin();
      this.#settle();
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#end();
    while (this.#values.length > 0) this.#values.shift();
    this.#failed = undefined;
    this.#settle();
    return Promise.resolve({ done: true, value: undefined });
  }

  #begin(): void {
    if (this.#begun || this.#over) return;
    this.#begun = true;
    // Built before `subscribe`, so that a source which is still in it can be cancelled.
    this.#subscriber = new Subscriber<T>({
      next: (value) => this.#take(value),
      error: (error: unknown) => this.#end({ error }),
      complete: () => this.#end(),
    });
    this.#source.subscribe(this.#subscriber);
  }

  #take(value: T): void {
    if (this.#over) return;
    if (this.#values.length >= this.#maxWaiting) {
      this.#end({ error: new SlowReaderError(this.#values.length) });
      return;
    }
    this.#values.push(value);
    this.#settle();
  }

  #end(failed?: { readonly error: unknown }): void {
    if (this.#over) return;
    this.#over = true;
    this.#failed = failed;
    this.#subscriber?.unsubscribe();
    this.#settle();
  }

  #settle(): void {
    while (this.#steps.length > 0) {
      if (this.#values.length === 0 && !this.#over) return;
      const step = this.#steps.shift() as Step<T>;
      if (this.#values.length > 0) {
        step.resolve({ done: false, value: this.#values.shift() as T });
      } else if (this.#failed === undefined) step.resolve({ done: true, value: undefined });
      else {
        // Thrown once; a loop that goes on nevertheless is at the end.
        const { error } = this.#failed;
        this.#failed = undefined;
        step.reject(error);
      }
    }
  }
}
