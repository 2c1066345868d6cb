import type { Observable, SchedulerLike } from 'rxjs';
import type { CallObserver } from '../../src/types/CallEvent.js';
import type { Limiter } from '../../src/types/Limiter.js';
import type { Route } from '../../src/types/Route.js';
import { admit } from '../admit.js';
import { type DeadlineOptions, deadline } from '../deadline.js';

/** What stands around every HTTP request. */
export interface AttemptParts {
  readonly limiter: Limiter | undefined;
  readonly limits: Omit<DeadlineOptions, 'scheduler'>;
  readonly observe: CallObserver | undefined;
  readonly clock: { readonly scheduler?: SchedulerLike };
}

/** Puts a permit (of the route, then of all routes) and a deadline around one request. */
export function attemptWith<T>({
  limiter,
  limits,
  observe,
  clock,
}: AttemptParts): (request: Observable<T>, route: Route, tokens: number | undefined) => Observable<T> {
  const limit = deadline<T>({ ...limits, ...clock });
  const options = {
    ...clock,
    ...(observe !== undefined && { onAdmit: (waitMs: number) => observe({ type: 'admit', waitMs }) }),
  };
  const permitOf = (from: Limiter | undefined, tokens: number | undefined) =>
    admit<T>(from, tokens === undefined ? options : { ...options, tokens });
  const permit = permitOf(limiter, undefined);

  return (request, route, tokens) => {
    let attempt = limit(request);
    if (limiter !== undefined) attempt = (tokens === undefined ? permit : permitOf(limiter, tokens))(attempt);
    if (route.limiter !== undefined) attempt = permitOf(route.limiter, tokens)(attempt);
    return attempt;
  };
}
