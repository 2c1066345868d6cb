import { Command, Option } from 'commander';
import { withConfig } from '../config/withConfig.js';
import { numberFlag } from '../numberFlag.js';
import { type SummarizeFlags, takesRunFlag } from '../summarize/SummarizeFlags.js';
import { addRunFlags } from './addRunFlags.js';

const size = numberFlag({ min: 16, integer: true });

/** `rxprompt summarize`. */
export function summarizeCommand(): Command {
  const command = new Command('summarize')
    .summary('a long document, in parts, then the whole')
    .description(
      'Divides a document at natural borders, asks about each part, and joins the answers to one, which goes to stdout. ' +
        'FILE is text, Markdown or HTML of any length; - is stdin.',
    )
    .argument('<FILE>', 'the document; - is stdin')
    .action(async (file: string, flags: SummarizeFlags) => {
      const { summarizeFile } = await import('../summarize/summarizeFile.js');
      process.exitCode = await summarizeFile(
        file,
        flags,
        (name) => command.getOptionValueSource(name) === 'cli',
      );
    });
  const own = [
    new Option('--question <TEXT>', 'ask the document this, in place of a summary'),
    new Option('--chunk-size <N>', 'characters of a part at most (default: 2000)').argParser(size),
    new Option('--chunk-tokens <N>', 'tokens of a part at most').argParser(size),
    new Option(
      '--overlap <N>',
      'so much of a part stands in the next one too: tokens with --chunk-tokens, else characters (default: none)',
    ).argParser(numberFlag({ integer: true })),
    new Option('--reduce-tokens <N>', 'tokens of answers that are joined by one call')
      .argParser(size)
      .default(12_000),
    new Option('--document-format <FORMAT>', 'auto: HTML when it begins so, else text or Markdown')
      .choices(['auto', 'text', 'markdown', 'html'])
      .default('auto'),
    new Option(
      '--state <FILE>',
      'keep the answer to each part: the same command goes on where it stopped, and pays nothing twice',
    ),
    new Option('--json', 'the summary with its parts, failures and cost, as JSON on stdout'),
  ];
  command.optionsGroup('The document:');
  for (const option of own) command.addOption(option);
  addRunFlags(command, takesRunFlag);
  withConfig(command);
  return command.addHelpText(
    'after',
    `
Examples:
  rxprompt summarize book.txt
  rxprompt summarize report.md --chunk-tokens 4000 --state report.state --max-cost 0.50
  curl -s https://example.com/ | rxprompt summarize - --json | jq -r .text
  rxprompt summarize contract.html --question "Who may end it, and when?"

Exit codes: 0 the whole document, 1 fatal, 2 usage or a document that is none, 3 a part failed (it is named),
4 stopped at --max-cost, 5 no working key or balance, 130 Ctrl-C, 143 SIGTERM.`,
  );
}
