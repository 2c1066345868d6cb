import type { Command } from 'commander';

/** `--cache off` does not contradict a `redis` of the file: what was said nearer wins. */
export function settle(command: Command): void {
  const { cache, redis } = command.opts();
  if (cache === undefined || cache === 'redis' || redis === undefined) return;
  const source = (name: string) => RANKS.indexOf(command.getOptionValueSource(name) ?? '');
  const weaker = source('cache') < source('redis') ? 'cache' : 'redis';
  if (source('cache') !== source('redis')) command.setOptionValueWithSource(weaker, undefined, 'default');
}

const RANKS = ['default', 'config', 'env', 'cli'];
