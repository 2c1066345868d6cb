import { Command, Option } from 'commander';
import { withConfig } from '../config/withConfig.js';
import { type EstimateFlags, SHARED_FLAGS } from '../estimate/EstimateFlags.js';
import { numberFlag } from '../numberFlag.js';
import { addRunFlags } from './addRunFlags.js';

/** `rxprompt estimate`, with the flags of a run that change what it costs. */
export function estimateCommand(): Command {
  const command = new Command('estimate')
    .summary('tokens, cost and time of a run, before it')
    .description(
      'Reads prompts as a run would, sends nothing, and tells what they will take: tokens, dollars now and off-peak, ' +
        'and how long it lasts under these limits. How long answers will be is a guess; --sample N asks N of the ' +
        'prompts and measures.',
    )
    .argument('<FILE>', 'prompts; - is stdin')
    .action(async (file: string, flags: EstimateFlags) => {
      const { estimatePrompts } = await import('../estimate/estimatePrompts.js');
      process.exitCode = await estimatePrompts(file, flags);
    });
  command.optionsGroup('The estimate:');
  command.addOption(
    new Option('--sample <N>', 'ask N prompts, chosen at random; they are paid for').argParser(
      numberFlag({ min: 1, max: 10_000, integer: true }),
    ),
  );
  command.addOption(new Option('--json', 'the estimate as one line of JSON'));
  const shared: ReadonlySet<string> = new Set(SHARED_FLAGS);
  addRunFlags(command, (name) => shared.has(name));
  withConfig(command);
  return command.addHelpText(
    'after',
    `
Examples:
  rxprompt estimate prompts.jsonl
  rxprompt estimate prompts.jsonl --sample 20 --concurrency 256 --max-tokens 1000
  rxprompt estimate prompts.jsonl --json | jq .cost_usd.now`,
  );
}
