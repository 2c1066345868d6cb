import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { SLASH_COMMANDS } from '../slashCommands.js';

/** So many messages of before can be called up. */
export const HISTORY = 200;

/** Node's line editor, with our commands at the Tab key. It listens to `typed`, and leaves the terminal alone. */
export function createEditor(
  typed: Readable,
  output: Writable,
  prompt: string,
  history: readonly string[],
): Interface {
  return createInterface({
    input: typed,
    output,
    terminal: true,
    prompt,
    // It writes into it.
    history: [...history],
    historySize: HISTORY,
    completer: complete,
  });
}

function complete(line: string): [string[], string] {
  if (!/^\/[a-z]*$/.test(line)) return [[], line];
  const words = SLASH_COMMANDS.map(({ name, takes }) => `/${name}${takes === '' ? '' : ' '}`);
  return [words.filter((word) => word.startsWith(line)), line];
}
