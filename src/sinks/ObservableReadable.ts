import { Readable } from 'node:stream';
import { type Observable, Subscriber } from 'rxjs';

/** What has come from the source and not been read yet, as text. */
export interface Outbox<T> {
  /** What it throws destroys the stream. */
  add(value: T): void;
  /** All that waits, at once; empty when nothing does. */
  take(): string;
  /** The text that stands for an error of the source. `undefined`: the stream is destroyed with it. */
  fail?(error: unknown): void;
}

/** A subscription as a stream of bytes: made by the first read, undone by `destroy`. */
export class ObservableReadable<T> extends Readable {
  readonly #source: Observable<T>;
  readonly #outbox: Outbox<T>;
  #subscriber: Subscriber<T> | undefined;
  #begun = false;
  #wanted = false;
  #ended = false;

  constructor(source: Observable<T>, outbox: Outbox<T>, highWaterMark: number | undefined) {
    super({ encoding: 'utf8', ...(highWaterMark !== undefined && { highWaterMark }) });
    this.#source = source;
    this.#outbox = outbox;
  }

  override _read(): void {
    this.#wanted = true;
    if (this.#begun) {
      this.#pass();
      return;
    }
    this.#begun = true;
    // Built before `subscribe`, so that a source which is still in it can be cancelled.
    this.#subscriber = new Subscriber<T>({
      next: (value) => {
        try {
          this.#outbox.add(value);
        } catch (error) {
          this.#failed(error);
          return;
        }
        this.#pass();
      },
      error: (error: unknown) => {
        if (this.#outbox.fail === undefined) {
          this.#failed(error);
          return;
        }
        this.#outbox.fail(error);
        this.#end();
      },
      complete: () => this.#end(),
    });
    this.#source.subscribe(this.#subscriber);
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#subscriber?.unsubscribe();
    callback(error);
  }

  /** Hands on what waits, if it is wanted. */
  #pass(): void {
    if (!this.#wanted || this.destroyed) return;
    const text = this.#outbox.take();
    if (text !== '') this.#wanted = this.push(text, 'utf8');
    if (this.#ended) this.push(null);
  }

  #end(): void {
    this.#ended = true;
    this.#pass();
  }

  #failed(error: unknown): void {
    this.destroy(error instanceof Error ? error : new Error(String(error), { cause: error }));
  }
}
