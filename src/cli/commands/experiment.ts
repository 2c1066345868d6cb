import { Command, Option } from 'commander';
import { withConfig } from '../config/withConfig.js';
import { type ExperimentFlags, isShared } from '../experiment/ExperimentFlags.js';
import { numberFlag } from '../numberFlag.js';
import { addRunFlags } from './addRunFlags.js';

const worth = numberFlag({ max: 1e9 });

/** `rxprompt experiment`, with the flags of a run that say what is asked, where and how. */
export function experimentCommand(): Command {
  const command = new Command('experiment')
    .summary('arms compared on the same prompts')
    .description(
      "Asks prompts in several ways, the arms, and tells which does best: by a stable hash of each prompt's id, each by " +
        'every arm (--paired), or more and more by those that do well (--bandit). Intervals hold however often they are ' +
        'looked at, so an experiment may be stopped at any time.',
    )
    .argument('<FILE>', 'prompts; - is stdin')
    .action(async (file: string, flags: ExperimentFlags) => {
      const { runExperiment } = await import('../experiment/runExperiment.js');
      process.exitCode = await runExperiment(
        file,
        flags,
        (name) => command.getOptionValueSource(name) === 'cli',
      );
    });
  const option = (flags: string, text: string) => command.addOption(new Option(flags, text));
  command.optionsGroup('The experiment:');
  option('--arms <FILE>', 'the arms, the first of which the others are compared with: YAML or JSON');
  option('--paired', 'ask every prompt by every arm');
  option('--bandit', 'Thompson sampling: prompts go to the arms that do well');
  command.addOption(new Option('--score-per-usd <N>', 'what a dollar is worth to a bandit').argParser(worth));
  command.addOption(
    new Option('--score-per-second <N>', 'what a second is worth to a bandit').argParser(worth),
  );
  option('--expect <FIELD>', 'score 1 when the answer holds what this field of its row says');
  option(
    '--scorer <FILE>',
    'a module: export default (outcome, arm) => number; export const range = [0, 10] where scores lie',
  );
  option('--judge <TEXT>', 'what counts: a model gives marks, from 0 to 10, under the limits of the answers');
  option('--judge-model <NAME>', 'which one (default: the one that answers)');
  command.addOption(
    new Option('--alpha <P>', 'the chance that anything it says is wrong (default: 0.05)').argParser(
      numberFlag({ exclusive: true, max: 0.5 }),
    ),
  );
  option('--stop-early', 'end once there is a winner');
  option(
    '--trials <FILE>',
    'keep a row for each answer, with its arm and its score: the same command goes on where it stopped',
  );
  option('--html <FILE>', 'write one self-contained page with plots');
  option('--json', 'the result as one line of JSON');
  addRunFlags(command, isShared);
  withConfig(command);
  return command.addHelpText(
    'after',
    `
An arm is a set of parameters, a system message, or both; the preset balanced is max_tokens 512,
temperature 0.7, top_p 0.9, frequency_penalty 0.5, without thinking:

  arms:
    plain: {}
    balanced: { preset: balanced }
    terse: { system: Be brief., params: { max_tokens: 200 }, weight: 2 }
  holdout: 0.1

Examples:
  rxprompt experiment prompts.jsonl --arms arms.yaml --expect answer --html result.html
  rxprompt experiment prompts.jsonl --arms arms.yaml --paired --judge "correct and short" --stop-early`,
  );
}
