import { filter, type MonoTypeOperatorFunction } from 'rxjs';
import { STOPPED } from '../../errors/stoppedError.js';
import { accountOf } from '../../types/Account.js';
import type { Outcome } from '../../types/Outcome.js';

/** On the stream: a prompt that was not asked, because of a stop, gets no row: the next run asks it. */
export function dropUnasked(onDrop: () => void): MonoTypeOperatorFunction<Outcome> {
  return filter((outcome) => {
    if (outcome.status === 'ok' || outcome.error.code !== STOPPED) return true;
    onDrop();
    accountOf(outcome.prompt)?.drop?.(outcome.prompt, 'stopped');
    return false;
  });
}
