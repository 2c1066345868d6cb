import type { ErrorReply } from '../ErrorReply.js';
import type { SimulatorFaults } from '../SimulatorFaults.js';
import type { SimulatorState } from '../SimulatorState.js';

/** What is left of the account, in dollars; null when it is endless. */
export function balanceLeft({ options, ledger }: SimulatorState): number | null {
  return options.balanceUsd === null ? null : Math.max(0, options.balanceUsd - ledger.total.billedUsd);
}

/** Whether the account has nothing left: by decree, or because all was billed away. */
export function isBroke(state: SimulatorState, faults: SimulatorFaults): boolean {
  return faults.insufficientBalance || balanceLeft(state) === 0;
}

/** `GET /user/balance`: what is left of `balanceUsd`, else the amounts of the documentation. */
export function balanceReply(state: SimulatorState): ErrorReply {
  const { balanceUsd } = state.options;
  const available = !isBroke(state, state.regimes.general.faults);
  let info =
    '"currency":"CNY","total_balance":"110.00","granted_balance":"10.00","topped_up_balance":"100.00"';
  if (balanceUsd !== null || !available) {
    const left = available ? (balanceLeft(state) ?? 0) : 0;
    const currency = balanceUsd === null ? 'CNY' : 'USD';
    info = `"currency":"${currency}","total_balance":"${left.toFixed(2)}","granted_balance":"0.00","topped_up_balance":"${left.toFixed(2)}"`;
  }
  return {
    status: 200,
    contentType: 'application/json',
    body: `{"is_available":${available},"balance_infos":[{${info}}]}`,
  };
}
