import type { RouteState } from './Snapshot.js';

/** What becomes of the attempts on each route. */
export class RouteTable {
  readonly #routes = new Map<string, RouteCounts>();
  #name: string | undefined;
  #counts = new RouteCounts();

  /** The counts of a route; mostly the one that was asked for before, so that this costs nothing. */
  of(name: string): RouteCounts {
    if (name === this.#name) return this.#counts;
    const counts = this.#routes.get(name) ?? new RouteCounts();
    this.#routes.set(name, counts);
    this.#name = name;
    this.#counts = counts;
    return counts;
  }

  /** All of them, as they are now. */
  states(): Readonly<Record<string, RouteState>> {
    return Object.fromEntries([...this.#routes].map(([name, counts]) => [name, { ...counts }]));
  }
}

class RouteCounts implements RouteState {
  in_flight = 0;
  sent = 0;
  ok = 0;
  failed = 0;
  last_error: string | null = null;
  circuit: RouteState['circuit'] = null;

  started(): void {
    this.sent++;
    this.in_flight++;
  }

  /** @param outcome `ok`, `cancelled` or the code of an error. */
  ended(outcome: string): void {
    this.in_flight--;
    if (outcome === 'ok') this.ok++;
    else if (outcome !== 'cancelled') {
      this.failed++;
      this.last_error = outcome;
    }
  }
}
