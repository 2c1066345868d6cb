import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the folder that `RXPROMPT_DATA` names: sets of others, which are measured with and not copied. */
export function readData<T>(name: string): T {
  return JSON.parse(readFileSync(join(process.env.RXPROMPT_DATA ?? '', name), 'utf8')) as T;
}
