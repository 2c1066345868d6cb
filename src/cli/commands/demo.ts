import { Command } from 'commander';
/** `rxprompt demo`. */
export function demoCommand(): Command {
  return new Command('demo');
}
