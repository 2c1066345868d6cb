import type { SimulatorFaults } from '../SimulatorFaults.js';
import type { Connection } from './connectionOf.js';

interface Wear {
  served: number;
  idle: NodeJS.Timeout | null;
}

/**
 * Closes kept-alive connections, unannounced, that idle too long or have served their number of requests.
 *
 * Node's own `keepAliveTimeout` won't do: depending on its line it adds a second of grace.
 */
export class ConnectionWear {
  /** Spares the look-up as long as neither fault was ever set. */
  #used = false;
  readonly #wear = new WeakMap<object, Wear>();

  /** A request came in. */
  begin(connection: Connection): void {
    if (!this.#used) return;
    const wear = this.#wear.get(connection);
    if (wear === undefined || wear.idle === null) return;
    clearTimeout(wear.idle);
    wear.idle = null;
  }

  /** Its answer has gone out. */
  end(connection: Connection, { closeIdleAfterMs, closeAfterRequests }: SimulatorFaults): void {
    if (closeIdleAfterMs === null && closeAfterRequests === null) return;
    this.#used = true;
    const close = () => ('end' in connection ? connection.end() : connection.close());
    let wear = this.#wear.get(connection);
    if (wear === undefined) {
      wear = { served: 0, idle: null };
      this.#wear.set(connection, wear);
    }
    wear.served++;
    if (closeAfterRequests !== null && wear.served >= closeAfterRequests) {
      close();
    } else if (closeIdleAfterMs !== null) {
      // An idle connection must not keep the process alive.
      wear.idle = setTimeout(close, closeIdleAfterMs).unref();
    }
  }
}
