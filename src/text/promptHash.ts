import { hash } from 'node:crypto';
import type { Prompt } from '../types/Prompt.js';
import { canonicalJson } from './canonicalJson.js';

/**
 * A short name of what a prompt asks, 16 hex digits: the same for equal messages and parameters, whatever the
 * id and the position. A resumed run compares it with the row that is there; `requestKey` decides about answers.
 */
export function promptHash({ messages, params, rejection }: Prompt): string {
  const own = params === undefined ? '{}' : canonicalJson(params ?? {});
  const code = rejection === undefined ? 'null' : canonicalJson(rejection.code);
  return hash('sha256', `[${canonicalJson(messages)},${own},${code}]`).slice(0, 16);
}
