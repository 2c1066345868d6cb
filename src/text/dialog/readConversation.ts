import { ConfigError } from '../../errors/ConfigError.js';
import { nearestWord } from '../nearestWord.js';
import type { Conversation } from './Conversation.js';
import { isRecord, readMessages, wrong } from './readMessages.js';

const FIELDS = ['version', 'system', 'history', 'dropped', 'summary'];

/**
 * Reads a conversation that was kept as JSON, and trusts nothing of it.
 *
 * @throws {ConfigError} naming the first field that is wrong, missing or unknown.
 */
export function readConversation(value: unknown): Conversation {
  if (!isRecord(value)) throw wrong('conversation', 'an object', value);
  const { version, system, history, dropped, summary } = value;
  if (version !== 1) throw wrong('version', '1, the only one that this program knows', version);
  for (const field of Object.keys(value)) {
    if (FIELDS.includes(field)) continue;
    throw new ConfigError(
      `${field}: no field of a conversation; did you mean ${nearestWord(field, FIELDS)}?`,
    );
  }
  if (system !== null && typeof system !== 'string') throw wrong('system', 'text or null', system);
  if (summary !== null && typeof summary !== 'string') throw wrong('summary', 'text or null', summary);
  if (!Number.isSafeInteger(dropped) || (dropped as number) < 0)
    throw wrong('dropped', 'a whole number of at least 0', dropped);
  return {
    version,
    system,
    history: readMessages(history, 'history'),
    dropped: dropped as number,
    summary,
  };
}
