import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import { accountOf } from '../src/types/Account.js';

/**
 * On the stream: `filter` that tells the account. In a `run`, where every prompt must come out, a prompt that
 * is not kept is settled and has no row; a stock operator that drops one stalls the run.
 *
 * ```text
 * source   a-b-c|
 * result   a---c|             b settled
 * ```
 *
 * Errors:  a `predicate` that throws ends the stream.
 */
export function keep<T>(predicate: (value: T, index: number) => boolean): MonoTypeOperatorFunction<T> {
  return filter((value, index) => {
    const kept = predicate(value, index);
    if (!kept) accountOf(value)?.drop?.(value);
    return kept;
  });
}
