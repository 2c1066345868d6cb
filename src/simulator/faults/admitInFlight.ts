import { balanceLeft } from '../billing/accountBalance.js';
import { type ErrorReply, tooManyInFlight } from '../ErrorReply.js';
import type { SimulatorFaults } from '../SimulatorFaults.js';
import type { SimulatorState } from '../SimulatorState.js';
import type { Gates } from './Layer.js';

/** Takes a place among the requests in flight: null, or why there is none. The limit falls with the balance. */
export function admitInFlight(
  gates: Gates,
  faults: SimulatorFaults,
  state: SimulatorState,
): ErrorReply | null {
  const { maxInFlight, inFlightPerUsd } = faults;
  if (maxInFlight !== null || inFlightPerUsd !== null) {
    let limit = maxInFlight ?? Number.POSITIVE_INFINITY;
    const left = inFlightPerUsd === null ? null : balanceLeft(state);
    // Who has next to nothing may still ask one thing at a time.
    if (left !== null) limit = Math.min(limit, Math.max(1, Math.floor(left * (inFlightPerUsd as number))));
    if (gates.inFlight >= limit) return tooManyInFlight(gates.inFlight + 1, limit);
  }
  gates.inFlight++;
  return null;
}
