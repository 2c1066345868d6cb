import type { Command } from 'commander';
import { chatCommand } from '../commands/chat.js';
import { estimateCommand } from '../commands/estimate.js';
import { experimentCommand } from '../commands/experiment.js';
import { retryCommand } from '../commands/retry.js';
import { runCommand } from '../commands/run.js';
import { simulateCommand } from '../commands/simulate.js';
import { summarizeCommand } from '../commands/summarize.js';

/** A command whose flags have fields in the configuration file. */
export interface Section {
  readonly command: Command;
  /** Under which name its fields stand; empty: at the top. */
  readonly name: string;
}

/** Where the fields of a command stand; one that is not named here reads no file. */
export const SECTION_OF: Readonly<Record<string, string>> = {
  run: '',
  estimate: '',
  retry: '',
  chat: '',
  summarize: '',
  experiment: '',
  simulate: 'simulate',
};

/** All of them. Of flags that several at the top share, the first says what the field may hold. */
export function sections(): readonly Section[] {
  return [
    runCommand(),
    estimateCommand(),
    retryCommand(),
    chatCommand(),
    summarizeCommand(),
    experimentCommand(),
    simulateCommand(),
  ].map((command) => ({
    command,
    name: SECTION_OF[command.name()] as string,
  }));
}
