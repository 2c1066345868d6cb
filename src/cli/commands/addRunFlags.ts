import type { Command } from 'commander';
import type { RunFlags } from '../run/RunFlags.js';
import { runCommand } from './run.js';

/** Gives `command` the flags of `rxprompt run` that it takes, under the headings of there. */
export function addRunFlags(command: Command, takes: (name: keyof RunFlags) => boolean): void {
  for (const option of runCommand().options) {
    const name = option.attributeName();
    if (option.hidden || option.negate || name === 'config' || !takes(name as keyof RunFlags)) continue;
    command.optionsGroup(option.helpGroupHeading ?? '');
    command.addOption(option);
  }
}
