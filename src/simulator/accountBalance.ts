import type { ErrorReply } from './ErrorReply.js';
import type { SimulatorState } from './SimulatorState.js';

/** Whether the account has nothing left: by decree, or because all was billed away. */
export function isBroke({ faults, options, ledger }: SimulatorState): boolean {
  if (faults.insufficientBalance) return true;
  return options.balanceUsd !== null && ledger.total.billedUsd >= options.balanceUsd;
}

/** `GET /user/balance`: what is left of `balanceUsd`, else the amounts of the documentation. */
export function balanceReply(state: SimulatorState): ErrorReply {
  const { balanceUsd } = state.options;
  const available = !isBroke(state);
  let info =
    '"currency":"CNY","total_balance":"110.00","granted_balance":"10.00","topped_up_balance":"100.00"';
  if (balanceUsd !== null || !available) {
    const left = available && balanceUsd !== null ? balanceUsd - state.ledger.total.billedUsd : 0;
    const currency = balanceUsd === null ? 'CNY' : 'USD';
    info = `"currency":"${currency}","total_balance":"${left.toFixed(2)}","granted_balance":"0.00","topped_up_balance":"${left.toFixed(2)}"`;
  }
  return {
    status: 200,
    contentType: 'application/json',
    body: `{"is_available":${available},"balance_infos":[{${info}}]}`,
  };
}
