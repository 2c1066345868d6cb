import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import { accountOf } from '../src/types/Account.js';

/**
 * On the stream: passes the prompts that `predicate` keeps, and settles the others, which then have no row. A
 * stock `filter` would do outside a `run`; in one, where every prompt must come out, it stalls the run.
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
