import type { CacheHit, KeptAnswer } from '../types/CacheStore.js';
import type { Writable } from '../types/plainly.js';
import type { Delta, Reply } from '../types/Reply.js';
import { isReply, isStreamEnd } from './isReply.js';
import { KeptReply } from './KeptReply.js';
import { replyJson } from './replyJson.js';

/** What a caller expects of a stored answer: one Reply, or a stream of deltas. */
export type AnswerForm = 'reply' | 'deltas';

/**
 * The values that a call emitted -> the text to store, which says what it holds: `{"reply"}`, `{"deltas"}`, or
 * `{"values"}` of a call that is none of ours. `undefined` when it must not be stored: values that JSON would
 * change, an answer that was reused itself, and one that is not whole. Whole is what ends in `stop` or
 * `tool_calls`, and in `length` with a text: asked again with the same limit, the model would be cut again.
 * A filter's refusal and an error may pass, so they are asked again.
 */
export function encodeAnswer(values: readonly unknown[]): string | undefined {
  if (values.length === 0) return undefined;
  const [first] = values;
  if (values.length === 1 && isReply(first)) {
    return isWorthKeeping(first) ? `{"reply":${replyJson(first)}}` : undefined;
  }
  for (const value of values) {
    const reply = isReply(value) ? value : isStreamEnd(value) ? value.reply : undefined;
    if ((reply !== undefined && !isWorthKeeping(reply)) || !isJson(value)) return undefined;
  }
  return `{"${isStreamEnd(values.at(-1)) ? 'deltas' : 'values'}":${JSON.stringify(values)}}`;
}

/** The same for a store that keeps an answer as it is: a whole Reply, not yet JSON; anything else as its text. */
export function keepAnswer(values: readonly unknown[]): KeptAnswer | string | undefined {
  const [first] = values;
  if (values.length !== 1 || !isReply(first)) return encodeAnswer(values);
  return isWorthKeeping(first) ? new KeptReply(first) : undefined;
}

/**
 * What was stored -> the values to emit, in the form asked for and marked as reused. `undefined` when a text is
 * not what {@link encodeAnswer} writes.
 */
export function decodeAnswer(
  value: CacheHit['value'],
  tier: CacheHit['tier'],
  form: AnswerForm | undefined,
): readonly unknown[] | undefined {
  if (value instanceof KeptReply) {
    const reply = value.reuse(tier);
    return form === 'deltas' ? deltasOf(reply) : [reply];
  }
  const text = typeof value === 'string' ? value : value.json();
  const { reply, deltas, values } = parsed(text);
  if (isReply(reply)) {
    markReused(reply, tier);
    return form === 'deltas' ? deltasOf(reply) : [reply];
  }
  if (Array.isArray(deltas)) {
    const end: unknown = deltas.at(-1);
    if (!isStreamEnd(end)) return undefined;
    markReused(end.reply, tier);
    return form === 'reply' ? [end.reply] : deltas;
  }
  return form === undefined && Array.isArray(values) && values.length > 0 ? values : undefined;
}

function parsed(text: string): {
  readonly reply?: unknown;
  readonly deltas?: unknown;
  readonly values?: unknown;
} {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function isWorthKeeping({ cached, finishReason, text }: Reply): boolean {
  if (cached !== null) return false;
  if (finishReason === 'length') return text !== '';
  return finishReason === 'stop' || finishReason === 'tool_calls';
}

/** In place: a hit has just been parsed and is in nobody's hands. */
function markReused(reply: Writable<Reply>, tier: CacheHit['tier']): void {
  reply.cached = tier;
  reply.attempts = 0;
  reply.costUsd = 0;
}

function deltasOf(reply: Reply): Delta[] {
  const deltas: Delta[] = [];
  if (reply.reasoning) deltas.push({ type: 'reasoning', text: reply.reasoning });
  if (reply.text !== '') deltas.push({ type: 'text', text: reply.text });
  for (const [index, { function: called }] of (reply.toolCalls ?? []).entries()) {
    deltas.push({ type: 'tool-call', index, name: called.name, arguments: called.arguments });
  }
  deltas.push({ type: 'end', reply });
  return deltas;
}

/** True when JSON brings the value back as it was. */
function isJson(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every(isJson);
  // A class of a caller's, a Date or a Map would come back as something else. Ours are plain data in a class.
  if (!isReply(value) && !isStreamEnd(value) && !isPlain(value)) return false;
  for (const key in value) {
    const field = (value as Record<string, unknown>)[key];
    if (field !== undefined && !isJson(field)) return false;
  }
  return true;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
