import { type MonoTypeOperatorFunction, tap } from 'rxjs';
import { ConfigError } from '../../errors/ConfigError.js';
import { nearestWord } from '../../text/nearestWord.js';
import type { Prompt } from '../../types/Prompt.js';

/** Refuses `--expect` when the first prompt does not have that field: before anything is paid for. */
export function requireField(field: string): MonoTypeOperatorFunction<Prompt> {
  let isKnown = false;
  return tap(({ input = {}, rejection, id }) => {
    if (isKnown || rejection !== undefined) return;
    if (!Object.hasOwn(input, field)) {
      const near = nearestWord(field, Object.keys(input));
      const hint = near === undefined ? '' : `; did you mean "${near}"?`;
      throw new ConfigError(`--expect ${field}: the row ${id} has no such field${hint}`);
    }
    isKnown = true;
  });
}
