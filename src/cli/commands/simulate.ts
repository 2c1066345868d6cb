import { Command, Option } from 'commander';
import { withConfig } from '../config/withConfig.js';
import { numberFlag } from '../numberFlag.js';
import { answerOptions } from '../simulate/answerOptions.js';
import { FAULT_FLAGS } from '../simulate/faultFlags.js';
import { faultOption } from '../simulate/faultOption.js';
import type { SimulateFlags } from '../simulate/SimulateFlags.js';

/** `rxprompt simulate`. */
export function simulateCommand(): Command {
  const command = new Command('simulate')
    .summary('a local DeepSeek API, with faults on request')
    .description(
      'Serves a local DeepSeek API until Ctrl-C, then tells what it served. Same prompt, same seed: same answer. ' +
        'Any key will do. What it saw and billed is at /__stats and /__requests; POST changes as JSON to /__faults, ' +
        '/__plan and /__clock while it runs.',
    )
    .addOption(new Option('--port <PORT>', '0 takes any that is free').argParser(portFlag).default(4010))
    .addOption(new Option('--host <HOST>', 'address to listen at').default('127.0.0.1'))
    .addOption(
      new Option('--seed <N>', 'seeds everything random').argParser(numberFlag({ integer: true })).default(1),
    )
    .addOption(new Option('--plan <FILE>', 'faults over time, YAML or JSON: docs/simulator.md'))
    .addOption(new Option('--tls', 'HTTPS, with a certificate of its own'))
    .addOption(new Option('--tls-cert <FILE>', 'with this certificate, PEM, and its key'))
    .addOption(new Option('--tls-key <FILE>', 'the key of --tls-cert, PEM'))
    .addOption(new Option('--http2', 'HTTP/2 over TLS, beside HTTP/1.1'))
    .addOption(new Option('--log <FILE>', 'a line of JSON for each request; - is stdout'))
    .addOption(new Option('--quiet', 'only the base URL, and what was served'))
    .action(async (flags: SimulateFlags) => {
      const { serveSimulator } = await import('../simulate/serveSimulator.js');
      process.exitCode = await serveSimulator(flags);
    });
  for (const [heading, options] of Object.entries(answerOptions())) {
    command.optionsGroup(heading);
    for (const option of options) command.addOption(option);
  }
  for (const [heading, faults] of Object.entries(FAULT_FLAGS)) {
    command.optionsGroup(heading);
    for (const fault of faults) command.addOption(faultOption(fault));
  }
  return withConfig(command).addHelpText(
    'after',
    `
A time that differs from request to request: lognormal:MEDIAN,SIGMA, uniform:MIN,MAX, exponential:MEAN,
percentiles:50=300,95=900,99=4000 or samples:120,80,400.

Examples:
  rxprompt simulate --first-token-ms 300 --per-token-ms 5
  rxprompt simulate --status429-rate 0.1 --retry-after-seconds 2 --port 4011
  rxprompt simulate --first-token-ms percentiles:50=300,99=4000 --slots 8 --keep-alive-interval-ms 1000
  rxprompt simulate --requests-per-minute 600 --rate-limit-headers openai --retry-after-seconds exact
and then, elsewhere:
  rxprompt prompts.txt --base-url http://127.0.0.1:4010`,
  );
}

const portFlag = numberFlag({ max: 65_535, integer: true });
