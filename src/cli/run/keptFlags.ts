import { querySecretsOf } from '../../client/secretsOf.js';
import { parseKinds } from '../../text/parseKinds.js';
import { redact } from '../../text/redact.js';
import type { RunFlags, Typed } from './RunFlags.js';

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

/** What was typed once need not be typed again. Whatever holds a password is not among them. */
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
  'circuitBreaker',
  'hedge',
  'whenDown',
  'preset',
  'drainTimeout',
  'maxCost',
  'prices',
  'cache',
  'cacheTtl',
  'ordered',
  'durable',
] as const satisfies readonly (keyof RunFlags)[];

/** The flags of a run that another try at its failures begins with, the system message as it was sent. */
export function keptFlags(flags: RunFlags, typed: Typed): Partial<RunFlags> {
  const { system, sanitize, baseUrl = [] } = flags;
  const hasSecret = baseUrl.some((url) => querySecretsOf(url).length > 0);
  const names = [...ALWAYS, ...WHEN_TYPED.filter(typed)].filter((name) => name !== 'baseUrl' || !hasSecret);
  const sent = system === undefined ? undefined : redact(system, parseKinds(sanitize)).text;
  const kept = (name: (typeof names)[number]) => (name === 'system' ? sent : flags[name]);
  return Object.fromEntries(
    names.map((name) => [name, kept(name)]).filter(([, value]) => value !== undefined),
  );
}
