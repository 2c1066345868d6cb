import { SinkError } from '../../errors/SinkError.js';
import type { BudgetStore } from '../../types/Purse.js';
import { toNano, toUsd } from './nanoUsd.js';

/** Sums of a budget, in nanodollars. */
export interface Sums {
  readonly spent: number;
  readonly unreported: number;
  readonly reserved: number;
}

/**
 * What a budget's store says may be spent, which is never less than what is: money is written there in blocks before
 * it is used, a hundredth of the cap at a time, so that a kill forgets nothing and a call costs no write.
 */
export class Lease {
  /** Of earlier runs. What was leased when one was killed counts as spent. */
  readonly spentBefore: number;
  readonly unreportedBefore: number;
  readonly #store: BudgetStore | undefined;
  readonly #cap: number;
  /** Spent and leased together, as recorded. */
  #upTo: number;
  #used = false;

  constructor(store: BudgetStore | undefined, cap: number) {
    this.#store = store;
    this.#cap = cap;
    const record = store?.load();
    const leased = toNano(record?.leased_usd ?? 0);
    this.spentBefore = toNano(record?.spent_usd ?? 0) + leased;
    this.unreportedBefore = toNano(record?.unreported_usd ?? 0) + leased;
    this.#upTo = this.spentBefore;
  }

  /** Call it before money is used: returns once `sums` are covered, or throws a `SinkError`. */
  cover(sums: Sums): void {
    const used = sums.spent + sums.reserved;
    if (used > this.#upTo) this.#extend(sums, used);
  }

  /** Call it after a call: a kill should not cost what was only needed once. */
  settled(sums: Sums): void {
    const used = sums.spent + sums.reserved;
    const unused = this.#upTo - used;
    if (unused >= 0 && unused <= 4 * this.#ahead(sums)) return;
    try {
      this.#extend(sums, used);
    } catch {
      // It is tried again, and told, before the next call.
    }
  }

  /** Records the sums as they are; nothing, when nothing has been. */
  close(sums: Sums): void {
    if (this.#used) this.#save(sums, sums.spent + sums.reserved);
  }

  /** So large that a run writes a few hundred times in all, while reservations build up too. */
  #ahead({ reserved }: Sums): number {
    return Math.ceil(Math.max(this.#cap / 100, reserved / 4));
  }

  #extend(sums: Sums, used: number): void {
    this.#save(sums, Math.max(used, Math.min(this.#cap, used + this.#ahead(sums))));
  }

  #save({ spent, unreported }: Sums, upTo: number): void {
    this.#used = true;
    try {
      this.#store?.save({
        spent_usd: toUsd(spent),
        unreported_usd: toUsd(unreported),
        leased_usd: toUsd(upTo - spent),
      });
    } catch (error) {
      throw new SinkError(`what is spent cannot be recorded: ${(error as Error).message}`, error);
    }
    this.#upTo = upTo;
  }
}
