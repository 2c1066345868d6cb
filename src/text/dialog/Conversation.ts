import type { Message } from '../../types/Message.js';
import { summaryText } from './summarizing.js';

/** What a dialog knows, as plain data: JSON keeps it. */
export interface Conversation {
  readonly version: 1;
  /** What is said to the model before everything else. */
  readonly system: string | null;
  /** Of the turns that have not been dropped, all messages, oldest first. */
  readonly history: readonly Message[];
  /** Turns that were dropped so far. */
  readonly dropped: number;
  /** What they said, when somebody has summarized them. */
  readonly summary: string | null;
}

/** A conversation in which nothing has been said. */
export function newConversation(system: string | null = null): Conversation {
  return { version: 1, system, history: [], dropped: 0, summary: null };
}

/** All that the model is told before the next question: system message with the summary, history. */
export function contextOf({ system, summary, history }: Conversation): readonly Message[] {
  const told: string[] = [];
  if (system !== null && system !== '') told.push(system);
  if (summary !== null) told.push(summaryText(summary));
  // One message: some servers refuse a second one from the system.
  return told.length === 0 ? history : [{ role: 'system', content: told.join('\n\n') }, ...history];
}
