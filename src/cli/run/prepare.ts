import { identity, type MonoTypeOperatorFunction, pipe, take } from 'rxjs';
import { sanitize } from '../../../operators/sanitize.js';
import { ConfigError } from '../../errors/ConfigError.js';
import { parseKinds } from '../../text/parseKinds.js';
import type { Prompt } from '../../types/Prompt.js';
import type { RunFlags } from './RunFlags.js';

/** What happens to prompts before they are asked: `--limit` and `--sanitize`. Subscribe to it once. */
export function prepare({
  limit,
  sanitize: words,
}: Pick<RunFlags, 'limit' | 'sanitize'>): MonoTypeOperatorFunction<Prompt> {
  let kinds: ReturnType<typeof parseKinds>;
  try {
    kinds = parseKinds(words);
  } catch (error) {
    throw new ConfigError(`--sanitize: ${(error as Error).message}`, error);
  }
  return pipe(
    limit === undefined ? identity : take(limit),
    kinds.length === 0 ? identity : sanitize({ kinds }),
  );
}
