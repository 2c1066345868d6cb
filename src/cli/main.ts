#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { demoCommand } from './commands/demo.js';
import { runCommand } from './commands/run.js';
import { simulateCommand } from './commands/simulate.js';
import { EXIT } from './exitCodes.js';
import { withMetricsPort } from './withMetricsPort.js';

const { version } = createRequire(import.meta.url)('rxprompt/package.json') as { version: string };

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
  export DEEPSEEK_API_KEY=...
  rxprompt prompts.txt -o answers.jsonl`,
  );
const run = runCommand();
for (const command of [run, simulateCommand(), demoCommand()]) {
  command.copyInheritedSettings(program).showHelpAfterError(`(see rxprompt ${command.name()} --help)`);
  program.addCommand(command, { isDefault: command === run });
}
// It has more to say about them than commander; the settings of the program are over it by now.
run.allowExcessArguments();

// Whoever read our messages may be gone; that is no reason to stop.
process.stderr.on('error', () => {});

try {
  await program.parseAsync(withMetricsPort(process.argv));
} catch (error) {
  // Commander has told already what it did not like; help and version come this way too.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  else process.exitCode = (await import('./reportError.js')).reportError(error);
}
// Everything is closed; what still holds the process, whatever it be, is given two seconds.
setTimeout(() => process.exit(), 2_000).unref();
