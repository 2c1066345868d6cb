import type { Observable } from 'rxjs';
import type { ChatInput } from './ChatInput.js';
import { PipeInput } from './PipeInput.js';

/** A terminal is typed at with a line editor, anything else is read by lines. */
export async function openChatInput(stop: Observable<unknown>): Promise<ChatInput> {
  const { stdin, stderr, env } = process;
  if (stdin.isTTY && stderr.isTTY && env.TERM !== 'dumb') {
    const { TerminalInput } = await import('./TerminalInput.js');
    return new TerminalInput(stdin, stderr, stop);
  }
  return new PipeInput(stdin, stop, stdin.isTTY ? () => stderr.write('> ') : undefined);
}
