import { identity, type MonoTypeOperatorFunction } from 'rxjs';
import { sanitize } from '../../../operators/sanitize.js';
import { ConfigError } from '../../errors/ConfigError.js';
import { parseKinds } from '../../text/parseKinds.js';
import type { Prompt } from '../../types/Prompt.js';

/** Takes out of prompts what the value of `--sanitize` asks for. */
export function sanitizeWith(words: string): MonoTypeOperatorFunction<Prompt> {
  try {
    const kinds = parseKinds(words);
    return kinds.length === 0 ? identity : sanitize({ kinds });
  } catch (error) {
    throw new ConfigError(`--sanitize: ${(error as Error).message}`, error);
  }
}
