import { Command, Option } from 'commander';
import { withConfig } from '../config/withConfig.js';
import { numberFlag } from '../numberFlag.js';
import { parsedFlag } from '../parsedFlag.js';
import { FAULT_FLAGS, type FaultFlag, kebab } from '../simulate/faultFlags.js';
import type { SimulateFlags } from '../simulate/SimulateFlags.js';

/** `rxprompt simulate`. */
export function simulateCommand(): Command {
  const tokens = numberFlag({ min: 1, max: 32_768, integer: true });
  const command = new Command('simulate')
    .summary('a local DeepSeek API, with faults on request')
    .description(
      'Serves a local DeepSeek API until Ctrl-C, then tells what it served. Same prompt, same seed: same answer.\n' +
        'Any key will do. What it saw and billed is at /__stats and /__requests; POST changes as JSON to /__faults and\n' +
        '/__clock while it runs.',
    )
    .addOption(new Option('--port <PORT>', '0 takes any that is free').argParser(portFlag).default(4010))
    .addOption(new Option('--host <HOST>', 'address to listen at').default('127.0.0.1'))
    .addOption(
      new Option('--seed <N>', 'seeds everything random').argParser(numberFlag({ integer: true })).default(1),
    )
    .addOption(
      new Option('--answer-tokens <N>', 'median length of an answer (default: 80)').argParser(tokens),
    )
    .addOption(
      new Option('--reasoning-tokens <N>', 'median length of the reasoning (default: 60)').argParser(tokens),
    )
    .addOption(
      new Option('--reply-field <NAME>', 'of the form {"prompt": ...} at /v1/nlp (default: "summary")'),
    )
    .addOption(
      new Option('--start-at <TIME>', 'begin at this time, such as 2026-11-24T09:00:00+08:00').argParser(
        timeFlag,
      ),
    )
    .addOption(
      new Option('--balance-usd <USD>', 'what the account has; 402 when it is spent').argParser(numberFlag()),
    )
    .addOption(
      new Option(
        '--broken-answers-cost <WHAT>',
        'bill all of an answer broken off, or less (default: "all")',
      ).choices(['all', 'sent', 'nothing']),
    )
    .addOption(new Option('--log <FILE>', 'a line of JSON for each request; - is stdout'))
    .addOption(new Option('--quiet', 'only the base URL, and what was served'))
    .action(async (flags: SimulateFlags) => {
      const { serveSimulator } = await import('../simulate/serveSimulator.js');
      process.exitCode = await serveSimulator(flags);
    });
  for (const [heading, faults] of Object.entries(FAULT_FLAGS)) {
    command.optionsGroup(heading);
    for (const fault of faults) command.addOption(optionOf(fault));
  }
  return withConfig(command).addHelpText(
    'after',
    `
Examples:
  rxprompt simulate --first-token-ms 300 --per-token-ms 5
  rxprompt simulate --status429-rate 0.1 --retry-after-seconds 2 --port 4011
and then, elsewhere:
  rxprompt prompts.txt --base-url http://127.0.0.1:4010`,
  );
}

const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const timeFlag = parsedFlag('a time with its zone, such as 2026-11-24T09:00:00+08:00', (text) =>
  timePattern.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined,
);

const portFlag = numberFlag({ max: 65_535, integer: true });

function optionOf({ field, kind, text }: FaultFlag): Option {
  const name = `--${kebab(field)}`;
  switch (kind) {
    case 'switch':
      return new Option(name, text);
    case 'rate':
      return new Option(`${name} <SHARE>`, text).argParser(numberFlag({ max: 1 }));
    case 'ms':
      return new Option(`${name} <MS>`, text).argParser(numberFlag({ max: 2 ** 31 - 1 }));
    case 'sigma':
      return new Option(`${name} <SIGMA>`, text).argParser(numberFlag({ max: 5 }));
    case 'seconds':
      return new Option(`${name} <SECONDS>`, text).argParser(numberFlag());
    case 'count':
      return new Option(`${name} <N>`, text).argParser(numberFlag({ min: 1, integer: true }));
    default:
      return new Option(`${name} <HOW>`, text).choices(kind);
  }
}
