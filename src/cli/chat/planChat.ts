import { ConfigError } from '../../errors/ConfigError.js';
import { createRedactor, type Redactor } from '../../text/createRedactor.js';
import { parseKinds } from '../../text/parseKinds.js';
import { checkCallFlags } from '../run/checkCallFlags.js';
import { type CallPlan, planCalls, tellOf } from '../run/planCalls.js';
import type { CallFlags, Typed } from '../run/RunFlags.js';
import type { ChatFlags } from './ChatFlags.js';

/** All that a dialog needs to know, checked. */
export interface ChatPlan extends CallPlan {
  readonly flags: ChatFlags & CallFlags;
  readonly typed: Typed;
  /** Cleans what is typed, each time for itself: what was sent once is sent the same ever after. */
  readonly redact: Redactor;
}

/** Checks everything that can be checked before anything is opened. */
export function planChat(given: ChatFlags, typed: Typed): ChatPlan {
  if (given.config !== undefined) tellOf(given)(`settings from ${given.config}`);
  if (given.routes?.some(({ codec }) => codec === 'prompt')) {
    throw new ConfigError('rxprompt chat streams, and a route with the codec prompt cannot');
  }
  const routes = given.routes ?? given.baseUrl ?? [];
  const flags = {
    ...given,
    codec: 'openai-chat',
    concurrency: 'auto',
    drainTimeout: 0,
    // Asked again on purpose, a question wants a new answer.
    cache: given.cache ?? (given.redis === undefined ? 'off' : 'redis'),
    // Where there is no other route, somebody who asks again wants to know whether it is back.
    circuitBreaker: routes.length > 1 ? 'on' : 'off',
  } as const;
  checkCallFlags(flags, true, typed);
  const plan = planCalls(flags);
  return { ...plan, typed, redact: createRedactor(parseKinds(flags.sanitize)) };
}
