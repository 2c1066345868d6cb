import type { RateGate } from '../limits/RateGate.js';
import type { WorkQueue } from '../limits/WorkQueue.js';
import type { SeededRandom } from '../SeededRandom.js';
import { overFaults, type SimulatorFaults } from '../SimulatorFaults.js';
import type { Gates, Layer } from './Layer.js';
import { type Latency, readLatency } from './latency.js';
import { type Mishap, type MishapTable, mishapTable } from './mishaps.js';
import { isShaped } from './shapeAnswer.js';

/** The faults that hold for one request, ready to be asked: several layers in one. */
export class Regime {
  readonly faults: SimulatorFaults;
  readonly firstToken: Latency;
  readonly perToken: Latency;
  /** Null: for ever. */
  readonly stall: Latency | null;
  readonly isShaped: boolean;
  /** Who counts requests in flight; rates; the queue: the ground, or the last layer that limits them for its own. */
  readonly inFlight: Gates;
  readonly rate: RateGate;
  readonly queue: WorkQueue;
  readonly #mishaps: MishapTable;
  readonly #script: Layer | undefined;

  /** @param ground The faults under all layers, with the counts that they share. */
  constructor(ground: SimulatorFaults, gates: Gates, layers: readonly Layer[]) {
    const faults = layers.reduce((under, layer) => overFaults(under, layer.faults), ground);
    this.faults = faults;
    this.firstToken = readLatency(faults.firstTokenMs, 'faults.firstTokenMs', faults.firstTokenSigma);
    this.perToken = readLatency(faults.perTokenMs, 'faults.perTokenMs', faults.perTokenSigma);
    this.stall = faults.stallMs === null ? null : readLatency(faults.stallMs, 'faults.stallMs');
    this.isShaped = isShaped(faults);
    this.#mishaps = mishapTable(faults);
    this.#script = layers.findLast(({ faults }) => faults.next !== undefined);

    const owner = (...fields: readonly (keyof SimulatorFaults)[]) =>
      layers.findLast((layer) => layer.gates !== null && fields.some((field) => field in layer.faults))
        ?.gates ?? gates;
    this.inFlight = owner('maxInFlight', 'inFlightPerUsd');
    this.rate = owner('requestsPerMinute', 'tokensPerMinute', 'rateLimitKind', 'rateLimitWindowMs').rate;
    this.queue = owner('slots').queue;
    this.rate.set(faults);
    this.queue.setSlots(faults.slots);
  }

  /** What befalls the next request. */
  draw(dice: SeededRandom): Mishap | null {
    const scripted = this.#script?.script.shift();
    if (scripted !== undefined) return scripted === 'ok' ? null : (scripted as Mishap);
    if (this.#mishaps.length === 0) return null;
    const drawn = dice.share();
    for (const [upTo, mishap] of this.#mishaps) if (drawn < upTo) return mishap;
    return null;
  }
}
