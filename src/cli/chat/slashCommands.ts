import { nearestWord } from '../../text/nearestWord.js';

/** What a line that begins with a slash may say. */
export const SLASH_COMMANDS = [
  { name: 'help', takes: '', does: 'this list' },
  { name: 'save', takes: '[NAME]', does: 'save the dialog; with a name, from now on after each turn' },
  { name: 'load', takes: '[NAME]', does: 'go on with a saved dialog; without a name, list them' },
  { name: 'reset', takes: '', does: 'forget what was said; the system message and the model stay' },
  { name: 'system', takes: '[TEXT]', does: 'show the system message, or set it; off: none' },
  { name: 'model', takes: '[NAME]', does: 'show the models, or ask another one from now on' },
  { name: 'cost', takes: '', does: 'tokens and money, of the last turn and of the dialog' },
  { name: 'exit', takes: '', does: 'leave, as Ctrl-D does' },
] as const;

/** The name of such a command. */
export type SlashName = (typeof SLASH_COMMANDS)[number]['name'];

/** A command as it was typed. */
export interface Slashed {
  /** In small letters; it need not exist. */
  readonly word: string;
  /** The command of that word, if there is one. */
  readonly name: SlashName | undefined;
  /** What follows it, trimmed. */
  readonly rest: string;
}

/** What else people type. */
const OTHER_WORDS: Readonly<Record<string, SlashName>> = { quit: 'exit', bye: 'exit', '?': 'help' };
const SLASHED = /^\/([a-z]+|\?)(?:\s+(.*))?$/is;

/** Reads a command; `undefined` for what is none, such as `/etc/hosts` or `//`, which are said to the model. */
export function readSlashed(text: string): Slashed | undefined {
  const [whole, typed = '', rest = ''] = SLASHED.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const word = typed.toLowerCase();
  const known = SLASH_COMMANDS.find(({ name }) => name === word)?.name;
  return {
    word,
    name: known ?? (Object.hasOwn(OTHER_WORDS, word) ? OTHER_WORDS[word] : undefined),
    rest: rest.trim(),
  };
}

/** Says of a word that is no command which one was meant. */
export function unknownSlashed(word: string): string {
  const nearest = nearestWord(
    word,
    SLASH_COMMANDS.map(({ name }) => name),
  );
  return `there is no /${word}; did you mean /${nearest}? /help tells them all; to say it to the model, begin with a space`;
}

/** For people. */
export function slashHelp(): string {
  const lines = SLASH_COMMANDS.map(({ name, takes, does }) => `  ${`/${name} ${takes}`.padEnd(16)}${does}`);
  return [
    ...lines,
    '  Enter sends. A line that ends with \\ goes on, and so does all from """ to """.',
    '  Alt-Enter is a new line. Esc or Ctrl-C stops an answer; Ctrl-D leaves.',
  ].join('\n');
}
