import type { Writable } from '../types/plainly.js';
import type { PromptsSeen } from './billing/PromptMemory.js';
import type { Bill, RequestLedger } from './billing/RequestLedger.js';

/** What a simulator has seen. */
export interface SimulatorStats extends Omit<Bill, 'requests'> {
  /** Requests that were received, the control endpoints' own aside. */
  readonly requests: number;
  /** Answered requests by path and status; paths that are not served fold into `other`. */
  readonly byPath: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The same by status alone. */
  readonly byStatus: Readonly<Record<string, number>>;
  /** What befell requests and connections, by the fault's name without its `Rate`. */
  readonly faults: Readonly<Record<string, number>>;
  /** Requests received and not yet answered to the last byte. */
  readonly inFlight: number;
  readonly peakInFlight: number;
  /** Requests whose client went away before the end of the answer. */
  readonly cancelledByClient: number;
  /** Answers that the simulator itself broke off, and requests it left unanswered. */
  readonly brokenBySimulator: number;
  /** Connections accepted. */
  readonly connections: number;
  readonly openConnections: number;
  /** Tokens and dollars billed, by the model that served. */
  readonly byModel: Readonly<Record<string, Bill>>;
  /** The same by `user_id`, the first thousand of them; the rest is `other`. */
  readonly byUser: Readonly<Record<string, Bill>>;
  readonly prompts: PromptsSeen;
}

/** The counts of requests and connections. */
type Counts = Omit<
  SimulatorStats,
  'byPath' | 'byStatus' | 'faults' | keyof Bill | 'byModel' | 'byUser' | 'prompts'
> & {
  readonly requests: number;
};

/** The counters behind {@link SimulatorStats}. */
export class SimulatorCounts {
  readonly #faults: Record<string, number> = {};
  readonly #byPath: Record<string, Record<string, number>> = {};
  readonly now: Writable<Counts> = {
    requests: 0,
    inFlight: 0,
    peakInFlight: 0,
    cancelledByClient: 0,
    brokenBySimulator: 0,
    connections: 0,
    openConnections: 0,
  };

  begin(): void {
    const { now } = this;
    now.requests++;
    if (++now.inFlight > now.peakInFlight) now.peakInFlight = now.inFlight;
  }

  /** An answer with that status began. */
  answer(path: string, status: number): void {
    let statuses = this.#byPath[path];
    if (statuses === undefined) {
      statuses = {};
      this.#byPath[path] = statuses;
    }
    statuses[status] = (statuses[status] ?? 0) + 1;
  }

  /** A fault struck. */
  fault(name: string): void {
    this.#faults[name] = (this.#faults[name] ?? 0) + 1;
  }

  /** A copy of the figures. */
  read(ledger: RequestLedger): SimulatorStats {
    const byStatus: Record<string, number> = {};
    const byPath: Record<string, Record<string, number>> = {};
    for (const [path, statuses] of Object.entries(this.#byPath)) {
      byPath[path] = { ...statuses };
      for (const [status, count] of Object.entries(statuses))
        byStatus[status] = (byStatus[status] ?? 0) + count;
    }
    const { requests, ...rest } = this.now;
    const { bill, ...seen } = ledger.read();
    return { ...bill, requests, byPath, byStatus, faults: { ...this.#faults }, ...rest, ...seen };
  }
}
