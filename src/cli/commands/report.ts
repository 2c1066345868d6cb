import { Command, Option } from 'commander';
import type { ReportFlags } from '../report/ReportFlags.js';

/** `rxprompt report`. */
export function reportCommand(): Command {
  return new Command('report')
    .summary('what became of a run, from its rows')
    .description(
      'Reads the rows of a run, finished or not, and tells how many ended how, what they cost and how long they took. ' +
        'The cost is that of the answers: a row does not tell of attempts that failed before its own.',
    )
    .argument('<OUT>', 'what -o of the run named; OUT.part is read while it is unfinished')
    .addOption(new Option('--html <FILE>', 'write a page with plots, which needs nothing but a browser'))
    .addOption(new Option('--json', 'the figures as one line of JSON'))
    .action(async (output: string, flags: ReportFlags) => {
      const { reportRun } = await import('../report/reportRun.js');
      process.exitCode = await reportRun(output, flags);
    })
    .addHelpText(
      'after',
      `
Examples:
  rxprompt report answers.jsonl
  rxprompt report answers.jsonl --html report.html
  rxprompt report answers.jsonl --json | jq .failures`,
    );
}
