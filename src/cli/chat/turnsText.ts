import { whole } from '../../telemetry/whole.js';

/** `1 turn`, `1,200 turns`. */
export function turnsText(turns: number): string {
  return turns === 1 ? '1 turn' : `${whole(turns)} turns`;
}
