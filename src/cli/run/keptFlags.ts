import type { Typed } from './checkFlags.js';
import type { RunFlags } from './RunFlags.js';

/** What a prompt and its answer hang on: it holds for another try, wherever it was said. */
const ALWAYS = [
  'inputFormat',
  'system',
  'sanitize',
  'codec',
  'replyField',
  'model',
  'temperature',
  'topP',
  'maxTokens',
  'thinking',
  'reasoningEffort',
] as const satisfies readonly (keyof RunFlags)[];

/** What was typed once need not be typed again. Whatever may hold a password is not among them. */
const WHEN_TYPED = [
  'baseUrl',
  'http2',
  'envFile',
  'apiKeyFile',
  'stream',
  'concurrency',
  'rpm',
  'tpm',
  'limiter',
  'maxRetries',
  'timeout',
  'totalTimeout',
  'preset',
  'drainTimeout',
  'maxCost',
  'prices',
  'cache',
  'cacheTtl',
  'ordered',
  'durable',
] as const satisfies readonly (keyof RunFlags)[];

/** The flags of a run that another try at its failures begins with. */
export function keptFlags(flags: RunFlags, typed: Typed): Partial<RunFlags> {
  const names = [...ALWAYS, ...WHEN_TYPED.filter(typed)];
  return Object.fromEntries(
    names.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]])),
  );
}
