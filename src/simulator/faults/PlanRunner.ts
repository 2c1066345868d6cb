import type { FaultPlan } from './FaultPlan.js';
import { readFaultPlan } from './FaultPlan.js';
import { PlanClock } from './PlanClock.js';
import type { Regimes } from './Regimes.js';

/** Whom a plan tells. */
export interface PlanListener {
  /** It wants the dice to begin anew. */
  seed(seed: number): void;
  /** Other faults are in force. */
  changed(): void;
}

/** Starts plans, one after another. */
export class PlanRunner {
  readonly #regimes: Regimes;
  readonly #listener: PlanListener;
  #plan: FaultPlan | null = null;
  #clock: PlanClock | null = null;

  constructor(regimes: Regimes, listener: PlanListener) {
    this.#regimes = regimes;
    this.#listener = listener;
  }

  /** @throws {ConfigError} naming the field. */
  check(plan: unknown): void {
    if (plan !== null) readFaultPlan(plan, this.#regimes.ground);
  }

  /** @throws {ConfigError} naming the field; then what runs goes on. */
  start(plan: FaultPlan | null): void {
    const read = plan === null ? null : readFaultPlan(plan, this.#regimes.ground);
    this.stop();
    this.#plan = plan;
    this.#lay([]);
    if (read === null) return;
    if (read.seed !== undefined) this.#listener.seed(read.seed);
    this.#clock = new PlanClock(read, (layers) => this.#lay(layers));
  }

  read(): { readonly plan: FaultPlan | null; readonly elapsedSeconds: number | null } {
    return { plan: this.#plan, elapsedSeconds: this.#clock?.elapsedSeconds ?? null };
  }

  stop(): void {
    this.#clock?.stop();
    this.#clock = null;
  }

  #lay(layers: Parameters<Regimes['lay']>[0]): void {
    this.#regimes.lay(layers);
    this.#listener.changed();
  }
}
