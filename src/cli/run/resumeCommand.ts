import { basename } from 'node:path';
import { shellWord } from '../shellWord.js';
import type { Input } from './checkInput.js';

/** What {@link resumeCommand} must know of a run. */
export interface Resumption {
  readonly input: Pick<Input, 'source'>;
  /** Whether `--fresh` stands where it would be read again: in a file or the environment. */
  readonly fresh: boolean;
}

/** The command that goes on where this one stopped, to be pasted into a shell. */
export function resumeCommand({ input, fresh }: Resumption, argv: readonly string[] = process.argv): string {
  const words = argv.slice(2).filter((word) => word !== '--fresh');
  if (fresh) words.push('--no-fresh');
  const command = [...programWords(argv), ...words].map(shellWord).join(' ');
  return typeof input.source === 'string' ? command : `${command}   (with the same input again)`;
}

/** How this program was called. */
function programWords([node, main]: readonly string[]): string[] {
  if (process.env.npm_command === 'exec') return ['npx', 'rxprompt'];
  return basename(main ?? '') === 'main.js' ? [basename(node ?? 'node'), main as string] : ['rxprompt'];
}
