import type { RunFlags } from '../run/RunFlags.js';

/** Flags of `rxprompt run` that say what is asked, where and how fast: those of `rxprompt estimate`, too. */
export const SHARED_FLAGS = [
  'inputFormat',
  'template',
  'limit',
  'model',
  'system',
  'temperature',
  'topP',
  'maxTokens',
  'thinking',
  'reasoningEffort',
  'schema',
  'jsonForm',
  'baseUrl',
  'codec',
  'replyField',
  'http2',
  'envFile',
  'apiKeyFile',
  'concurrency',
  'rpm',
  'tpm',
  'limiter',
  'maxRetries',
  'timeout',
  'preset',
  'prices',
  'cache',
  'sanitize',
  'quiet',
] as const satisfies readonly (keyof RunFlags)[];

/** The flags of `rxprompt estimate`, as they were parsed. */
export interface EstimateFlags
  extends Pick<RunFlags, (typeof SHARED_FLAGS)[number] | 'routes' | 'config' | 'json'> {
  readonly sample?: number;
}
