import type { Observable } from 'rxjs';
import { stream } from '../../../operators/stream.js';
import type { Prompt } from '../../types/Prompt.js';
import type { Delta } from '../../types/Reply.js';
import type { Means } from './askFor.js';
import type { CallFlags } from './RunFlags.js';
import type { Settings } from './settingsOf.js';

/** A prompt to its answer as it comes, as the flags want it. Somebody waits for it, so a route that is down is an error. */
export function streamFor(
  flags: CallFlags,
  { retry, attemptMs }: Settings,
  { client, cache, purse, limiter }: Pick<Means, 'client' | 'cache' | 'purse' | 'limiter'>,
): (prompt: Prompt) => Observable<Delta> {
  return stream(client, {
    ...(limiter !== undefined && { limiter }),
    retry,
    whenOpen: flags.whenDown ?? 'fail',
    deadline: { totalMs: attemptMs },
    ...(purse !== undefined && { budget: purse }),
    ...(flags.totalTimeout !== undefined && { totalMs: flags.totalTimeout }),
    ...(cache !== undefined && { cache }),
  });
}
