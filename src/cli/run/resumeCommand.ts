import { basename } from 'node:path';
import type { RedactionKind } from '../../text/redactionKinds.js';
import { shellWord } from '../shellWord.js';
import type { Input } from './checkInput.js';
import { publicWords } from './publicWords.js';

/** What {@link resumeCommand} must know of a run. */
export interface Resumption {
  readonly input: Pick<Input, 'source'>;
  /** Whether `--fresh` stands where it would be read again: in a file or the environment. */
  readonly fresh: boolean;
  /** What is taken out of prompts. */
  readonly kinds: readonly RedactionKind[];
}

/** The command that goes on where this one stopped, to be pasted into a shell. */
export function resumeCommand(
  { input, fresh, kinds }: Resumption,
  argv: readonly string[] = process.argv,
): string {
  const typed = argv.slice(2).filter((word) => word !== '--fresh');
  if (fresh) typed.push('--no-fresh');
  const words = publicWords(typed, kinds);
  const command = [...programWords(argv), ...words].map(shellWord).join(' ');
  const notes = [
    ...(typeof input.source === 'string' ? [] : ['the same input again']),
    ...(words.some((word, index) => word !== typed[index] && word.includes('***'))
      ? ['*** as you typed it']
      : []),
  ];
  return notes.length === 0 ? command : `${command}   (with ${notes.join(', and ')})`;
}

/** How this program was called. */
function programWords([node, main]: readonly string[]): string[] {
  if (process.env.npm_command === 'exec') return ['npx', 'rxprompt'];
  return basename(main ?? '') === 'main.js' ? [basename(node ?? 'node'), main as string] : ['rxprompt'];
}
