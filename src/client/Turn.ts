import { putOff, together } from '../stage/together.js';
import type { Exchange } from './Exchange.js';

/** An answer that has come to its end, and the connection that it leaves. */
interface Ended<L> {
  readonly exchange: Exchange;
  readonly line: L | undefined;
}

/**
 * The answers that end in one turn of the event loop. They are handed on together when all sockets have been looked at, and the
 * requests that follow are sent after that, over the connections that are free now.
 */
export class Turn<L, Following extends { readonly exchange: Exchange }> {
  readonly #send: (request: Following) => void;
  readonly #later: (task: () => void) => void;
  #ended: Ended<L>[] = [];
  #following: Following[] = [];
  /** Connections that answers have left, while these are handed on. */
  readonly #lines: L[] = [];

  /**
   * @param send Sends a request that follows.
   * @param later Runs a task when all sockets have been looked at. Default `setImmediate`.
   */
  constructor(send: (request: Following) => void, later: (task: () => void) => void = setImmediate) {
    this.#send = send;
    this.#later = later;
  }

  /** Takes an answer, to be handed on later in this turn. */
  end(exchange: Exchange, line: L | undefined): void {
    if (this.#ended.push({ exchange, line }) === 1) this.#later(this.#handOn);
  }

  /** A connection that an answer has left, while the answers of this turn are handed on; each is given once. */
  takeLine(): L | undefined {
    return this.#lines.pop();
  }

  /** Takes a request that is sent when all answers are handed on, unless it has been cancelled by then. */
  follow(request: Following): void {
    if (this.#following.push(request) === 1 && !putOff('send', this.#sendAll)) this.#sendAll();
  }

  readonly #handOn = (): void => {
    const ended = this.#ended;
    this.#ended = [];
    together(ended, ({ exchange, line }) => {
      if (line !== undefined) this.#lines.push(line);
      exchange.end();
    });
    this.#lines.length = 0;
  };

  readonly #sendAll = (): void => {
    const following = this.#following;
    this.#following = [];
    for (const request of following) if (request.exchange.isOpen) this.#send(request);
  };
}
