import { ConfigError } from '../../errors/ConfigError.js';
import { Closers } from '../Closers.js';
import { EXIT } from '../exitCodes.js';
import { reportError } from '../reportError.js';
import type { Typed } from '../run/RunFlags.js';
import { say } from '../say.js';
import { listenForStop, type StopSignals } from '../stopSignals.js';
import type { ChatFlags } from './ChatFlags.js';
import type { ChatInput } from './input/ChatInput.js';
import { openChatInput } from './input/openChatInput.js';
import { type OpenChat, openChat } from './openChat.js';
import { type ChatPlan, planChat } from './planChat.js';
import { readSlashed } from './slashCommands.js';

/** `rxprompt chat`: checks everything, then talks until the end of its input. Returns the exit code. */
export async function runChat(flags: ChatFlags, typed: Typed): Promise<number> {
  const plan = planChat(flags, typed);
  const signals = listenForStop(0);
  const closers = new Closers();
  closers.add(() => signals.close());
  try {
    return await open(plan, signals, closers);
  } finally {
    await closers.close();
  }
}

async function open(plan: ChatPlan, signals: StopSignals, closers: Closers): Promise<number> {
  const input = await openChatInput(signals.stop);
  closers.add(() => input.close());
  const opened = await openChat(plan, input, signals.stop, closers);
  if (input.isTerminal) plan.tell('/help tells what there is, Ctrl-D leaves');
  let code: number;
  try {
    await talk(opened, input);
    ({ code } = opened.chat);
  } catch (error) {
    code = reportError(error, plan.found.keySource);
  }
  if (signals.received === undefined || code === EXIT.closedPipe) return code;
  return signals.received === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
}

async function talk({ chat, commands }: OpenChat, input: ChatInput): Promise<void> {
  for (let entry = await input.next(); entry !== undefined; entry = await input.next()) {
    const slashed = entry.isQuoted ? undefined : readSlashed(entry.text);
    if (slashed === undefined) {
      await chat.ask(entry);
      continue;
    }
    try {
      if (await commands.run(slashed)) return;
    } catch (error) {
      // Who types can type again; a pipe would go on under other terms than it meant.
      if (!input.isTerminal || !(error instanceof ConfigError)) throw error;
      say(error.message);
    }
  }
}
