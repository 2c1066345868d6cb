import { RateGate } from '../limits/RateGate.js';
import { WorkQueue } from '../limits/WorkQueue.js';
import type { SimulatorFaultsInput } from '../SimulatorFaults.js';

/** Which requests a layer is for; a field that is left out matches all. */
export interface RequestMatch {
  readonly path?: string | undefined;
  /** As it was asked for. */
  readonly model?: string | undefined;
  readonly stream?: boolean | undefined;
  readonly userId?: string | undefined;
}

/** What a request is matched by. */
export interface RequestFacts {
  readonly path: string;
  readonly model: string;
  readonly stream: boolean;
  readonly userId: string;
}

/** Counts that requests share. */
export interface Gates {
  /** Requests admitted under `maxInFlight` and not yet answered to the last byte. */
  inFlight: number;
  readonly rate: RateGate;
  readonly queue: WorkQueue;
}

export function createGates(): Gates {
  return { inFlight: 0, rate: new RateGate(), queue: new WorkQueue() };
}

/** Some faults that lie over others, for all requests or some of them. */
export interface Layer {
  readonly faults: SimulatorFaultsInput;
  /** Null: all requests. */
  readonly where: RequestMatch | null;
  /** Its own, for what it limits, when it is for some requests; those of the ground otherwise. */
  readonly gates: Gates | null;
  /** What is left of `next`. */
  script: string[];
}

/** @param where Null: all requests. */
export function createLayer(faults: SimulatorFaultsInput, where: RequestMatch | null): Layer {
  return { faults, where, gates: where === null ? null : createGates(), script: [...(faults.next ?? [])] };
}

export function matches(where: RequestMatch, facts: RequestFacts): boolean {
  return (
    (where.path === undefined || where.path === facts.path) &&
    (where.model === undefined || where.model === facts.model) &&
    (where.stream === undefined || where.stream === facts.stream) &&
    (where.userId === undefined || where.userId === facts.userId)
  );
}
