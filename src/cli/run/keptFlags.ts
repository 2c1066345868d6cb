import { resolve } from 'node:path';
import { querySecretsOf } from '../../client/secretsOf.js';
import { parseKinds } from '../../text/parseKinds.js';
import { redact } from '../../text/redact.js';
import type { RunFlags, Typed } from './RunFlags.js';
import { readTemplate } from './TemplateFile.js';

/** What a prompt and its answer hang on: it holds for another try, wherever it was said. */
const ALWAYS = [
  'inputFormat',
  'template',
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
  'schema',
  'jsonForm',
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
  'maxRepairs',
  'ordered',
  'durable',
] as const satisfies readonly (keyof RunFlags)[];

/** The flags of a run that another try at its failures begins with, the system message as it was sent. */
export function keptFlags(flags: RunFlags, typed: Typed): Partial<RunFlags> {
  const { system, sanitize, baseUrl = [] } = flags;
  const hasSecret = baseUrl.some((url) => querySecretsOf(url).length > 0);
  const names = [...ALWAYS, ...WHEN_TYPED.filter(typed)].filter((name) => name !== 'baseUrl' || !hasSecret);
  const sent = system === undefined ? undefined : redact(system, parseKinds(sanitize)).text;
  const kept = (name: (typeof names)[number]) => {
    if (name === 'system') return sent;
    // Whoever goes on may stand in another folder.
    if (name === 'template' && flags.template !== undefined) return keptTemplate(flags.template, sanitize);
    return name === 'schema' && flags.schema !== undefined ? resolve(flags.schema) : flags[name];
  };
  return Object.fromEntries(
    names.map((name) => [name, kept(name)]).filter(([, value]) => value !== undefined),
  );
}

/** Where it stands; or the text itself, as it is sent. */
function keptTemplate(template: string, sanitize: string): string {
  const path = readTemplate(template)?.path;
  return path === undefined ? redact(template, parseKinds(sanitize)).text : resolve(path);
}
