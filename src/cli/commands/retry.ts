import { Command, Option } from 'commander';
import { withConfig } from '../config/withConfig.js';
import { listFlag } from '../listFlag.js';
import { type RetryFlags, SETTLED_FLAGS } from '../retry/RetryFlags.js';
import { addRunFlags } from './addRunFlags.js';

/** `rxprompt retry`, with the flags of a run that need not be as they were. */
export function retryCommand(): Command {
  const command = new Command('retry')
    .summary('only the failed rows of a run again')
    .description(
      'Asks again for the rows of OUT that failed, under the settings of its run, and puts the new rows in their place. ' +
        'The prompts are read again from the input of the run. OUT keeps all its rows until the end; a retry that is ' +
        'stopped goes on with the same command.',
    )
    .argument('<OUT>', 'what -o of the run named')
    .action(async (output: string, flags: RetryFlags) => {
      const { retryRows } = await import('../retry/retryRows.js');
      process.exitCode = await retryRows(
        output,
        flags,
        (name) => command.getOptionValueSource(name) === 'cli',
      );
    });
  command.optionsGroup('Which rows:');
  command.addOption(
    new Option('--code <CODE>', 'only those that failed so, such as timeout; repeatable').argParser(listFlag),
  );
  command.addOption(
    new Option(
      '--http-status <N>',
      'only those that the server refused so, such as 503; repeatable',
    ).argParser(listFlag),
  );
  command.addOption(
    new Option('--input <FILE>', 'the prompts, when they came through a pipe or were moved; - is stdin'),
  );
  const settled: ReadonlySet<string> = new Set(SETTLED_FLAGS);
  addRunFlags(command, (name) => !settled.has(name));
  withConfig(command);
  return command.addHelpText(
    'after',
    `
What the run was told holds again, unless it is said anew: another model may answer, with a larger --max-tokens; its system
message and --sanitize stay, because they are part of what was asked.

Examples:
  rxprompt retry answers.jsonl
  rxprompt retry answers.jsonl --code timeout --code rate_limited --concurrency 8
  rxprompt retry answers.jsonl --code content_filter --model deepseek-v4-pro
  cat prompts.jsonl | rxprompt retry answers.jsonl --input -`,
  );
}
