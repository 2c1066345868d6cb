import { nearestWord } from '../text/nearestWord.js';
import { COMMAND_NAMES } from './commandNames.js';

const COMMANDS = [...COMMAND_NAMES, 'help'];

/** The command that `word` was probably meant to be, if any. */
export function nearCommand(word: string): string | undefined {
  const command = nearestWord(word, COMMANDS) as string;
  // Of a short one many words have most letters: «What» is not meant to be «chat».
  const [first = ''] = word.toLowerCase();
  if (command.length < 5 && !command.startsWith(first)) return undefined;
  const shared = [...word].filter((letter) => command.includes(letter)).length;
  return Math.abs(word.length - command.length) <= 2 && shared >= command.length - 1 ? command : undefined;
}
