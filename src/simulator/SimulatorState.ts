import type { IncomingMessage } from 'node:http';
import type { Composer } from './answers/composeChat.js';
import type { RequestLedger } from './billing/RequestLedger.js';
import type { Regimes } from './faults/Regimes.js';
import type { SeededRandom } from './SeededRandom.js';
import type { SimulatorClock } from './SimulatorClock.js';
import type { SimulatorCounts } from './SimulatorCounts.js';
import type { ReadSimulatorOptions } from './SimulatorOptions.js';
import type { ConnectionWear } from './wire/ConnectionWear.js';
import type { ResponseHeaders } from './wire/ResponseHeaders.js';

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
  readonly regimes: Regimes;
  /** Of the mishaps alone, so that they fall the same whatever else is random. */
  dice: SeededRandom;
  /** Cuts an answer off, with its connection. */
  breakOff(request: IncomingMessage, how: 'close' | 'reset'): void;
  /** Grows whenever the simulator cuts all connections, so that those are not taken for the clients' doing. */
  severed: number;
}
