import { createRequire } from 'node:module';
import { Command } from 'commander';
import { chatCommand } from './commands/chat.js';
import { configCommand } from './commands/config.js';
import { demoCommand } from './commands/demo.js';
import { estimateCommand } from './commands/estimate.js';
import { experimentCommand } from './commands/experiment.js';
import { reportCommand } from './commands/report.js';
import { retryCommand } from './commands/retry.js';
import { runCommand } from './commands/run.js';
import { simulateCommand } from './commands/simulate.js';
import { summarizeCommand } from './commands/summarize.js';
import { applyConfig } from './config/applyConfig.js';
import { SECTION_OF } from './config/sections.js';

const { version } = createRequire(import.meta.url)('rxprompt/package.json') as { version: string };

/** The whole command line. */
export function createProgram(): Command {
  const program = new Command('rxprompt')
    .description('Any number of prompts through an LLM API: one row for each, exactly once.')
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'rxprompt: ')) })
    .addHelpText(
      'after',
      `
rxprompt prompts.txt is short for rxprompt run prompts.txt.

First steps:
  rxprompt demo                           see it work; no key needed
  rxprompt run --help                     all the flags of a run
  rxprompt estimate prompts.txt           what it would cost
  export DEEPSEEK_API_KEY=...
  rxprompt prompts.txt -o answers.jsonl`,
    )
    .hook('preAction', async (_, command) => {
      const section = SECTION_OF[command.name()];
      if (section !== undefined && command.parent === program) await applyConfig(command, section);
    });
  const run = runCommand();
  for (const command of [
    run,
    estimateCommand(),
    retryCommand(),
    reportCommand(),
    chatCommand(),
    summarizeCommand(),
    experimentCommand(),
    simulateCommand(),
    configCommand(),
    demoCommand(),
  ]) {
    inherit(command, program, command.name());
    program.addCommand(command, { isDefault: command === run });
  }
  // It has more to say about them than commander; the settings of the program are over it by now.
  run.allowExcessArguments();
  return program;
}

function inherit(command: Command, from: Command, name: string): void {
  command.copyInheritedSettings(from).showHelpAfterError(`(see rxprompt ${name} --help)`);
  for (const below of command.commands) inherit(below, command, `${name} ${below.name()}`);
}
