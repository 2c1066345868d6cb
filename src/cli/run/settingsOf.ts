import { retryPolicies } from '../../engine/retryPolicy.js';
import type { Params } from '../../types/Params.js';
import type { CallFlags } from './RunFlags.js';

/** What the flags mean, defaults and preset filled in. */
export interface Settings {
  readonly model: string;
  /** Sent with every request. */
  readonly params: Params;
  readonly retry: {
    readonly maxRetries: number;
    readonly initialDelayMs: number;
    readonly networkDelayMs: number;
    readonly maxDelayMs: number;
    readonly jitter: 'full' | 'none';
  };
  readonly attemptMs: number;
  readonly cache: 'memory' | 'off' | 'redis';
  readonly cacheTtlSeconds: number;
}

const DEFAULT_MODEL = 'deepseek-flash';

/** Flags win over the preset, and the preset over the defaults. */
export function settingsOf(flags: CallFlags): Settings {
  const { attemptMs, ...policy } = retryPolicies[flags.preset ?? 'standard'];
  return {
    model: flags.model ?? DEFAULT_MODEL,
    params: paramsOf(flags),
    retry: flags.maxRetries === undefined ? policy : { ...policy, maxRetries: flags.maxRetries },
    attemptMs: flags.timeout ?? attemptMs,
    cache: flags.redis === undefined ? (flags.cache ?? 'memory') : 'redis',
    cacheTtlSeconds: flags.cacheTtl ?? 3_600,
  };
}

function paramsOf(flags: CallFlags): Params {
  const { temperature, topP, maxTokens, thinking, reasoningEffort } = flags;
  // A server that speaks the plain form need not know the field, so it gets one only when asked to.
  const model = flags.model ?? (flags.codec === 'prompt' ? undefined : DEFAULT_MODEL);
  return {
    ...(model !== undefined && { model }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { top_p: topP }),
    ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    ...(thinking !== undefined && { thinking: { type: thinking === 'on' ? 'enabled' : 'disabled' } }),
    ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort }),
  };
}
