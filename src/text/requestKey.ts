import { hash } from 'node:crypto';
import type { Message } from '../types/Message.js';
import type { Params } from '../types/Params.js';
import type { Prompt } from '../types/Prompt.js';
import { canonicalJson } from './canonicalJson.js';
import { isQuestion } from './isQuestion.js';
import { textJson } from './textJson.js';

/** Options of {@link requestKey}: what else the answer hangs on, the same for all prompts. */
export interface RequestKeyOptions {
  /** The model that is asked when neither the prompt nor `params` names one. */
  readonly model?: string;
  /** Defaults of the route or the run; the prompt's own win. */
  readonly params?: Params;
  /** Whatever tells the answers of equal prompts apart: base URL and codec, a tenant. Never a secret. */
  readonly scope?: string;
}

/**
 * The key of a prompt's answer, for `coalesce` and `cacheLookup`: SHA-256, in hex, of everything that changes
 * the answer (model, messages, parameters, scope) and nothing else (id, seq, input, streaming). Parameters that
 * we don't know count, and so does `user_id`: the provider keeps the caches of its users apart by it, so we do
 * too. A rejected prompt has a key of its own, because its error names its line.
 */
export function requestKey(prompt: Prompt, options: RequestKeyOptions = {}): string {
  return requestKeyWith(options)(prompt);
}

/** {@link requestKey} for many prompts: what is the same for all of them is written once. */
export function requestKeyWith({
  model,
  params: defaults,
  scope,
}: RequestKeyOptions): (prompt: Prompt) => string {
  const scopeJson = fieldJson(scope);
  const headOf = (params: Params | undefined) =>
    `[${scopeJson},${fieldJson(params?.model ?? defaults?.model ?? model)}]${paramsJson(defaults, params)}`;
  // Nearly always: parameters take a table, which costs 0.2 us.
  const usualHead = headOf(undefined);

  return ({ messages, params, rejection, seq, id }) => {
    const text =
      rejection === undefined
        ? `${params === undefined ? usualHead : headOf(params)}${messagesJson(messages)}`
        : `rejected${canonicalJson([seq, id, rejection.message])}`;
    return hash('sha256', text);
  };
}

/** The canonical JSON of messages; of one question, which nearly all are, without a walk through its fields. */
function messagesJson(messages: readonly Message[]): string | undefined {
  const [first] = messages;
  return first !== undefined && messages.length === 1 && isQuestion(first)
    ? `[{"content":${textJson(first.content)},"role":"user"}]`
    : canonicalJson(messages);
}

function fieldJson(value: unknown): string {
  return value === undefined ? 'null' : (canonicalJson(value) ?? 'null');
}

/** What names the model (it stands in the key already) or says how the answer travels. */
const LEFT_OUT: ReadonlySet<string> = new Set(['model', 'stream', 'stream_options']);

/** The parameters as they are sent: `own` over `defaults`, without those that don't change the answer. */
function paramsJson(defaults: Params | undefined, own: Params | undefined): string {
  // Without a prototype, so that a field named `__proto__` is one like any other.
  const params: Record<string, unknown> = Object.create(null);
  // Not by spread, which costs three times as much.
  for (const key in defaults) if (!LEFT_OUT.has(key)) params[key] = defaults[key];
  for (const key in own) if (!LEFT_OUT.has(key)) params[key] = own[key];
  return canonicalJson(params) as string;
}
