import type { Message } from '../types/Message.js';

/** A message of the form that most prompts are: then its JSON is known but for the text, and that from the key. */
export function isQuestion(message: Message): message is Message & { readonly content: string } {
  if (typeof message?.content !== 'string' || message.role !== 'user') return false;
  let fields = 0;
  for (const field in message) {
    if (field !== (fields === 0 ? 'role' : 'content')) return false;
    fields++;
  }
  return fields === 2;
}
