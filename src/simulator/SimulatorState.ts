import type { Composer } from './answers/composeChat.js';
import type { ConnectionWear } from './ConnectionWear.js';
import type { RequestLedger } from './RequestLedger.js';
import type { ResponseHeaders } from './ResponseHeaders.js';
import type { SeededRandom } from './SeededRandom.js';
import type { SimulatorClock } from './SimulatorClock.js';
import type { SimulatorCounts } from './SimulatorCounts.js';
import type { Mishap, SimulatorFaults } from './SimulatorFaults.js';
import type { ReadSimulatorOptions } from './SimulatorOptions.js';

/** What the requests of one simulator share. */
export interface SimulatorState {
  readonly options: ReadSimulatorOptions;
  /** Null: every key. */
  readonly keys: ReadonlySet<string> | null;
  readonly models: ReadonlyMap<string, string>;
  readonly composer: Composer;
  readonly random: SeededRandom;
  readonly clock: SimulatorClock;
  readonly counts: SimulatorCounts;
  readonly ledger: RequestLedger;
  readonly headers: ResponseHeaders;
  readonly wear: ConnectionWear;
  faults: SimulatorFaults;
  mishaps: readonly (readonly [upTo: number, mishap: Mishap])[];
  /** Requests admitted under `maxInFlight` and not yet answered to the last byte. */
  admitted: number;
  /** Grows whenever the simulator cuts all connections, so that those are not taken for the clients' doing. */
  severed: number;
}
