import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import { type DoneRows, markOf } from '../src/engine/journal/DoneRows.js';
import { ResumeError } from '../src/errors/ResumeError.js';
import { promptHash } from '../src/text/promptHash.js';
import { accountOf } from '../src/types/Account.js';
import type { Prompt } from '../src/types/Prompt.js';

/**
 * On the stream: passes the prompts that have no row yet, and settles the others, after a look whether each still is
 * what its row was written for.
 *
 * ```text
 * source   a-b-c-d|           rows of a and c are there
 * result   --b---d|
 * ```
 *
 * Holds:    nothing.
 * Errors:   `ResumeError` at the first prompt whose messages or parameters are not those of its row.
 * Place it: below `sanitize`, because rows know what was sent; above everything that costs. Below `chunk` where each part has
 *           a row of its own, above it with `mapReduce`, where the whole has one.
 *
 * @param done The rows that are there, such as from `findRows`.
 */
export function restore<T extends Prompt>(done: DoneRows): MonoTypeOperatorFunction<T> {
  return filter((prompt) => {
    const mark = done.markOf(prompt.seq, prompt.part);
    if (mark === 0) return true;
    if (mark !== markOf(promptHash(prompt))) {
      throw new ResumeError(
        `the prompt ${prompt.id} (seq ${prompt.seq}) is not the one that its row was written for`,
        prompt.seq,
      );
    }
    accountOf(prompt)?.drop?.(prompt, 'restored');
    return false;
  });
}
