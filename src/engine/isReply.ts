import type { Delta, Reply } from '../types/Reply.js';

/** True for a whole {@link Reply}, whoever made it: also one that was read from a store. */
export function isReply(value: unknown): value is Reply {
  if (typeof value !== 'object' || value === null) return false;
  const reply = value as Partial<Reply>;
  return (
    typeof reply.text === 'string' &&
    typeof reply.finishReason === 'string' &&
    typeof reply.model === 'string' &&
    typeof reply.attempts === 'number'
  );
}

/** True for the value that ends a whole stream. */
export function isStreamEnd(value: unknown): value is Extract<Delta, { type: 'end' }> {
  if (typeof value !== 'object' || value === null) return false;
  const end = value as { readonly type?: unknown; readonly reply?: unknown };
  return end.type === 'end' && isReply(end.reply);
}
