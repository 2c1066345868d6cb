import type { WireReply } from '../types/Codec.js';
import type { Delta } from '../types/Reply.js';

/** A whole reply as a stream would have brought it, in one piece of each kind. */
export function deltasOf({ text, reasoning, toolCalls }: WireReply): readonly Delta[] {
  const deltas: Delta[] = [];
  if (reasoning !== null) deltas.push({ type: 'reasoning', text: reasoning });
  if (text !== '') deltas.push({ type: 'text', text });
  toolCalls?.forEach(({ function: { name, arguments: json } }, index) => {
    deltas.push({ type: 'tool-call', index, name, arguments: json });
  });
  return deltas;
}
