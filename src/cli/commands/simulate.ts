import { Command } from 'commander';
/** `rxprompt simulate`. */
export function simulateCommand(): Command {
  return new Command('simulate');
}
