import type { Conversation } from '../../src/text/dialog/Conversation.js';
import type { Talk } from './Talk.js';

/** Conversations between two turns; beyond a number, those that have rested longest are forgotten. */
export class RestingTalks {
  readonly #most: number;
  /** In the order in which they came to rest. */
  readonly #conversations = new Map<string, Conversation>();

  constructor(most: number) {
    this.#most = most;
  }

  rest({ key, conversation }: Talk): void {
    // What nothing is known of can be made anew.
    if (conversation === undefined) return;
    this.#conversations.set(key, conversation);
    if (this.#conversations.size <= this.#most) return;
    const [oldest] = this.#conversations.keys();
    this.#conversations.delete(oldest as string);
  }

  wake(key: string): Conversation | undefined {
    const conversation = this.#conversations.get(key);
    this.#conversations.delete(key);
    return conversation;
  }
}
