import { RingBuffer } from '../../src/engine/RingBuffer.js';
import type { Conversation } from '../../src/text/dialog/Conversation.js';
import type { Prompt } from '../../src/types/Prompt.js';

/** A conversation with turns that wait or are asked. */
export class Talk {
  readonly key: string;
  /** `undefined`: nothing is known of it yet. */
  conversation: Conversation | undefined;
  readonly waiting = new RingBuffer<Prompt>();
  /** Whether a turn is under way. */
  isAsked = false;
  /** True while the loop that starts its turns runs. */
  isStarting = false;

  constructor(key: string, conversation: Conversation | undefined) {
    this.key = key;
    this.conversation = conversation;
  }
}
