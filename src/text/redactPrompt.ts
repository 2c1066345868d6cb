import type { ContentPart, Message, ToolCall } from '../types/Message.js';
import type { Prompt } from '../types/Prompt.js';
import type { Redactor } from './createRedactor.js';

type Counts = Record<string, number>;

/** `list` with each item changed by `change`; the same array when nothing changed. */
function changed<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  let copy: T[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const before = list[i]!;
    const after = change(before);
    if (after === before) continue;
    copy ??= list.slice();
    copy[i] = after;
  }
  return copy ?? list;
}

function redactPart(part: ContentPart, redact: Redactor, counts: Counts): ContentPart {
  if (typeof part?.text !== 'string') return part;
  const text = redact(part.text, counts);
  return text === part.text ? part : { ...part, text };
}

function redactCall(call: ToolCall, redact: Redactor, counts: Counts): ToolCall {
  const before = call?.function?.arguments;
  if (typeof before !== 'string') return call;
  const after = redact(before, counts);
  return after === before ? call : { ...call, function: { ...call.function, arguments: after } };
}

function redactMessage(message: Message, redact: Redactor, counts: Counts): Message {
  let clean = message;
  const { content, name, reasoning_content: reasoning, tool_calls: calls } = message;

  if (typeof content === 'string') {
    const text = redact(content, counts);
    if (text !== content) clean = { ...clean, content: text };
  } else if (Array.isArray(content)) {
    const parts = changed(content as readonly ContentPart[], (part) => redactPart(part, redact, counts));
    if (parts !== content) clean = { ...clean, content: parts };
  }
  if (typeof reasoning === 'string') {
    const text = redact(reasoning, counts);
    if (text !== reasoning) clean = { ...clean, reasoning_content: text };
  }
  if (typeof name === 'string') {
    const text = redact(name, counts);
    if (text !== name) clean = { ...clean, name: text };
  }
  if (Array.isArray(calls)) {
    const redacted = changed(calls as readonly ToolCall[], (call) => redactCall(call, redact, counts));
    if (redacted !== calls) clean = { ...clean, tool_calls: redacted };
  }
  return clean;
}

/**
 * The prompt without what `redact` finds in its messages, and with `redactions` added to those it had; the same
 * object when nothing was found. Its account goes with the copy.
 */
export function redactPrompt<T extends Prompt>(prompt: T, redact: Redactor): T {
  const counts: Counts = {};
  const messages = changed(prompt.messages, (message) => redactMessage(message, redact, counts));
  if (messages === prompt.messages) return prompt;
  for (const [kind, count] of Object.entries(prompt.redactions ?? {})) {
    counts[kind] = (counts[kind] ?? 0) + count;
  }
  // A spread copies symbol keys too, ACCOUNT among them.
  return { ...prompt, messages, redactions: counts };
}
