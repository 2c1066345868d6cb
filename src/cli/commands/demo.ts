import { Command, Option } from 'commander';

import type { DemoFlags } from '../demo/DemoFlags.js';

/** `rxprompt demo`. */
export function demoCommand(): Command {
  return new Command('demo')
    .summary('all of it in a few seconds, no key needed')
    .description(
      'Puts a hundred made-up prompts through the whole pipeline, to a local simulator with two regions of which\n' +
        'the first fails now and then. Nothing leaves this machine.',
    )
    .addOption(
      new Option('-o, --output <FILE>', 'where the rows go; replaced when it exists').default(
        'demo-out/answers.jsonl',
      ),
    )
    .action(async (flags: DemoFlags) => {
      const { runDemo } = await import('../demo/runDemo.js');
      process.exitCode = await runDemo(flags);
    });
}
