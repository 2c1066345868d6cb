import { ConfigError } from '../../../errors/ConfigError.js';
import type { Conversation } from '../../../text/dialog/Conversation.js';
import { readConversation } from '../../../text/dialog/readConversation.js';
import { readSpent, type Spent } from '../Spending.js';

/** A dialog as it is kept. */
export interface Session {
  /** `null` is the server's own choice. */
  readonly model: string | null;
  readonly spent: Spent;
  readonly conversation: Conversation;
}

/** The form of the file. */
const VERSION = 1;

/** As it stands in its file. `now` is the time of day, in milliseconds. */
export function sessionJson({ model, spent, conversation }: Session, now: number): string {
  const head = { rxprompt: 'chat', version: VERSION, saved: new Date(now).toISOString() };
  return `${JSON.stringify({ ...head, model, spent, conversation }, null, 2)}\n`;
}

/** @throws ConfigError that says what is wrong with it. */
export function readSession(text: string): Session {
  const value = parse(text);
  if (value?.rxprompt !== 'chat') throw new ConfigError('it is no dialog of rxprompt chat');
  if (value.version !== VERSION)
    throw new ConfigError(
      `its version is ${JSON.stringify(value.version)}, and this program knows ${VERSION}`,
    );
  const { model, conversation } = value;
  if (model !== null && typeof model !== 'string') throw new ConfigError('model: expected text or null');
  const spent = readSpent(value.spent);
  if (spent === undefined) throw new ConfigError('spent: expected numbers of at least 0');
  return { model, spent, conversation: readConversation(conversation) };
}

function parse(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown> | null;
  } catch (error) {
    throw new ConfigError(`it is not JSON: ${(error as Error).message}`, error);
  }
}
