import type { ToolCall } from '../types/Message.js';
import type { WireUsage } from './mapUsage.js';

/** A message, or a piece of one, as chat-completions servers send it. All of it may be missing or null. */
export interface WireMessage {
  readonly content?: unknown;
  readonly refusal?: string | null;
  readonly reasoning_content?: string | null;
  /** The name that some servers use for `reasoning_content`. */
  readonly reasoning?: string | null;
  readonly tool_calls?: readonly WireToolCall[] | null;
}

/** A tool call, or a piece of one. */
export interface WireToolCall {
  readonly index?: number;
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

/** One of the answers; we ask for one. */
export interface WireChoice {
  readonly index?: number;
  readonly message?: WireMessage | null;
  readonly delta?: WireMessage | null;
  readonly finish_reason?: string | null;
}

/** A whole answer, or one chunk of a stream. */
export interface WireAnswer {
  readonly model?: string;
  readonly choices?: readonly WireChoice[];
  readonly usage?: WireUsage | null;
  readonly error?: unknown;
}

/** The text of a message: plain, or in parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: { text?: unknown } | null) => (typeof part?.text === 'string' ? part.text : ''))
    .join('');
}

/** The thinking of a message, under either of its names; empty when there is none. */
export function reasoningOf(message: WireMessage): string {
  const { reasoning_content: content, reasoning } = message;
  if (typeof content === 'string') return content;
  return typeof reasoning === 'string' ? reasoning : '';
}

/** A whole tool call, without what the wire adds. */
export function toolCallOf(wire: WireToolCall): ToolCall {
  return {
    id: wire.id ?? '',
    type: 'function',
    function: { name: wire.function?.name ?? '', arguments: wire.function?.arguments ?? '' },
  };
}
