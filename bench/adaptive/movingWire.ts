import { setTimeout as sleep } from 'node:timers/promises';
import { type RemoteSimulator, withSimulators } from '../withSimulators.js';
import { endless } from './endless.js';

/** What came of one. */
export interface Moved {
  /** Of what the server carried over the time, which part worked. */
  readonly used: number;
  /** The share of its calls that it refused. */
  readonly refused: number;
  /** Seconds from the limit's return until nine tenths of it were used. */
  readonly backS: number;
  readonly calls: number;
  readonly failed: number;
}

const LOOK_MS = 100;

/**
 * Limits of calls at once that move, 500, 200 and 500 (or a share of that), each for `phase` seconds of real time, over
 * HTTP: a client of its own before each of the simulators.
 */
export async function movingWire(phase: number, seeds: number, scale = 1): Promise<readonly Moved[]> {
  const limits = [500, 200, 500].map((limit) => limit * scale);
  const options = Array.from({ length: seeds }, (_, seed) => ({
    seed: seed + 1,
    answerTokens: 5,
    faults: { maxInFlight: limits[0] as number, firstTokenMs: 'lognormal:2000,0.5' },
  }));
  return withSimulators(options, (simulators) =>
    Promise.all(simulators.map((simulator) => one(simulator, limits, phase))),
  );
}

async function one(simulator: RemoteSimulator, limits: readonly number[], phase: number): Promise<Moved> {
  const startedAt = performance.now();
  const ends = startedAt + 1_000 * phase * limits.length;
  const asking = endless({
    url: simulator.url,
    seconds: phase * limits.length,
    inHand: 2 * Math.max(...limits),
  });
  let [worked, carried, now] = [0, 0, startedAt];
  let before: { readonly byStatus: Readonly<Record<string, number>>; readonly requests: number } | undefined;
  let backS = Number.POSITIVE_INFINITY;
  let limit = limits[0] as number;
  for (let phases = 1; now < ends; ) {
    await sleep(LOOK_MS);
    const stats = await simulator.stats();
    const seconds = (performance.now() - now) / 1_000;
    now = performance.now();
    worked += seconds * Math.min(limit, stats.inFlight);
    carried += seconds * limit;
    before = stats;
    const inPhase = (now - startedAt) / 1_000 - phase * (phases - 1);
    if (phases === limits.length && stats.inFlight >= 0.9 * limit) backS = Math.min(backS, inPhase);
    if (inPhase >= phase && phases < limits.length) {
      limit = limits[phases++] as number;
      await simulator.setFaults({ maxInFlight: limit });
    }
  }
  const { failed } = await asking;
  const { byStatus = {}, requests = 0 } = before ?? {};
  return { used: worked / carried, refused: (byStatus[429] ?? 0) / requests, backS, calls: requests, failed };
}
