import type { Listener } from './Listener.js';

/** Refuses every connection for a time: nobody listens, and open sockets are cut. */
export class Refusal {
  readonly #listener: Listener;
  readonly #onSever: () => void;
  #followed = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(listener: Listener, onSever: () => void) {
    this.#listener = listener;
    this.#onSever = onSever;
  }

  /** For so long from now; 0 ends it. */
  begin(ms: number): void {
    this.#followed = ms;
    this.stop();
    if (ms === 0) {
      this.#listener.resume();
      return;
    }
    this.#onSever();
    this.#listener.sever();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#listener.resume();
    }, ms);
  }

  /** As a plan wants it: begins when the value changes, not whenever something else does. */
  follow(ms: number): void {
    if (ms !== this.#followed) this.begin(ms);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
