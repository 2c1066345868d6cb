import { PRICES } from '../../engine/money/prices.js';
import type { Params } from '../../types/Params.js';

/** Whether a model will think before it answers: DeepSeek's do unless they are told not to, others when they are told to. */
export function thinks(model: string, own: Params | undefined, defaults: Params): boolean {
  const effort = own?.reasoning_effort ?? defaults.reasoning_effort;
  const type = (own?.thinking ?? defaults.thinking)?.type;
  if (type !== undefined) return type !== 'disabled';
  return effort === undefined ? Object.hasOwn(PRICES.models, model) : effort !== 'none';
}
