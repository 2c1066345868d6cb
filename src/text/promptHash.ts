import type { Message } from '../types/Message.js';
import type { Prompt } from '../types/Prompt.js';
import { canonicalJson } from './canonicalJson.js';
import { Fingerprint } from './Fingerprint.js';

/**
 * A short name of what a prompt asks, 16 hex digits: the same for equal messages and parameters, whatever the
 * id and the position. A resumed run compares it with the row that is there; `requestKey` decides about answers.
 */
export function promptHash({ messages, params, rejection }: Prompt): string {
  const print = new Fingerprint();
  print.number(messages.length);
  for (const message of messages) addMessage(print, message);
  if (params !== undefined) {
    const own = canonicalJson(params ?? {}) as string;
    if (own !== '{}') print.text(own);
  }
  if (rejection !== undefined) print.text(`rejected: ${rejection.code}`);
  return print.hex();
}

function addMessage(print: Fingerprint, message: Message): void {
  if (isPlain(message)) {
    print.text(message.role);
    print.text(message.content);
  } else {
    // No text has this length.
    print.number(-1);
    print.text(canonicalJson(message) ?? '');
  }
}

/** A role and a text, as nearly every message is; a field that is `undefined` is none. */
function isPlain(message: Message): message is Message & { readonly content: string } {
  if (typeof message?.role !== 'string' || typeof message.content !== 'string') return false;
  for (const field in message) {
    if (field !== 'role' && field !== 'content' && message[field as keyof Message] !== undefined)
      return false;
  }
  return true;
}
