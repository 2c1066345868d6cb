import { existsSync } from 'node:fs';

const NAMES = ['rxprompt.config.yaml', 'rxprompt.config.yml', 'rxprompt.config.json'];

/** The configuration file: the one that `--config` names, none for `--no-config`, else that of the working folder. */
export function findConfig(flag: string | boolean | undefined): string | undefined {
  if (typeof flag === 'string') return flag;
  return flag === false ? undefined : NAMES.find((name) => existsSync(name));
}
