import type { SourceAccount } from '../types/Account.js';
import type { Message } from '../types/Message.js';
import type { Prompt } from '../types/Prompt.js';
import { createRoom, type Window } from './room.js';

/**
 * The account of a source outside a `run`: what our operators keep counts, and nothing else. A value that
 * nobody keeps is through, so stock operators may drop, split and join as they like.
 */
export function createHoldings(window?: Window): SourceAccount {
  const room = createRoom(window);
  const hold = (value: unknown) => room.add(sizeOf(value));
  const release = (value: unknown) => room.remove(sizeOf(value));
  return {
    get hasRoom() {
      return room.hasRoom;
    },
    whenRoom: room.whenRoom,
    take: hold,
    passed: release,
    hold,
    release,
  };
}

/** Characters of text, near enough to bytes for a bound; the same at `hold` and at `release`. */
function sizeOf(value: unknown): number {
  const { messages, prompt, text } = value as {
    readonly messages?: readonly Message[];
    readonly prompt?: Prompt;
    readonly text?: string;
  };
  let size = text?.length ?? 0;
  for (const { content } of messages ?? prompt?.messages ?? []) {
    if (typeof content === 'string') size += content.length;
    else for (const part of content ?? []) size += part.text?.length ?? 0;
  }
  return size;
}
