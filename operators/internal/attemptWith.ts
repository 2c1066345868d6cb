import type { MonoTypeOperatorFunction, Observable, SchedulerLike } from 'rxjs';
import { signalOf } from '../../src/engine/adaptive/signalOf.js';
import { expectNumber } from '../../src/engine/expectNumber.js';
import { CallError } from '../../src/errors/CallError.js';
import { promptTokens } from '../../src/text/tokens/promptTokens.js';
import type { CallObserver } from '../../src/types/CallEvent.js';
import type { CallSignal, Demand, Limiter, WaitReason } from '../../src/types/Limiter.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { Purse, Quote } from '../../src/types/Purse.js';
import type { Route } from '../../src/types/Route.js';
import { budget } from '../budget.js';
import { circuitBreaker } from '../circuitBreaker.js';
import { type DeadlineOptions, deadline } from '../deadline.js';
import { type AdmissionTerms, Admitted, admissionTerms } from './Admitted.js';

/** What stands around every HTTP request. */
export interface AttemptParts {
  readonly limiter: Limiter | undefined;
  /** There are several routes: a pause that one of them asks for is none for the others. */
  readonly several: boolean;
  readonly purse: Purse | undefined;
  readonly limits: Omit<DeadlineOptions, 'scheduler'>;
  readonly observe: CallObserver | undefined;
  readonly clock: { readonly scheduler?: SchedulerLike };
}

/** Puts a permit (of the route, then of all routes), the route's breaker, money and a deadline around one request. */
export function attemptWith<T>({
  limiter,
  several,
  purse,
  limits,
  observe,
  clock,
}: AttemptParts): (
  request: Observable<T>,
  prompt: Prompt,
  route: Route,
  tokens: number | undefined,
  endsAt?: number,
) => Observable<T> {
  const limit = deadline<T>({ ...limits, ...clock });
  const options = {
    ...clock,
    ...(observe !== undefined && {
      onAdmit: (waitMs: number, waitedFor: WaitReason | undefined) =>
        observe({ type: 'admit', waitMs, waitedFor: waitedFor ?? 'none' }),
    }),
  };
  const known = new Map<Limiter, AdmissionTerms<T>>();
  const admitted = (
    call: Observable<T>,
    from: Limiter,
    prompt: Prompt,
    tokens: number | undefined,
    endsAt: number | undefined,
  ) => {
    let terms = known.get(from);
    if (terms === undefined) {
      const isOfAll = several && from === limiter;
      terms = admissionTerms<T>(from, isOfAll ? { ...options, signal: withoutPause } : options);
      known.set(from, terms);
    }
    return new Admitted(call, terms, demandOf(from, prompt, tokens), endsAt ?? Number.POSITIVE_INFINITY);
  };

  const guards = new Map<Route, MonoTypeOperatorFunction<T>>();
  const guardOf = (route: Route) => {
    let guard = guards.get(route);
    if (guard === undefined) {
      guard = circuitBreaker<T>(route.circuit, { ...clock, route: route.name });
      guards.set(route, guard);
    }
    return guard;
  };

  const paid = { withinMs: limits.totalMs ?? Number.POSITIVE_INFINITY, ...clock };

  return (request, prompt, route, tokens, endsAt) => {
    let attempt = limit(request);
    if (purse !== undefined) attempt = budget<T>(purse, quoteOf(route, prompt), paid)(attempt);
    if (route.circuit !== undefined) attempt = guardOf(route)(attempt);
    if (limiter !== undefined) attempt = admitted(attempt, limiter, prompt, tokens, endsAt);
    if (route.limiter !== undefined) attempt = admitted(attempt, route.limiter, prompt, tokens, endsAt);
    return attempt;
  };
}

/** What a limit over several routes learns from an error of one of them. */
function withoutPause(error: unknown): CallSignal {
  const { kind, limit } = signalOf(error);
  if (kind === 'too-fast') return { kind: 'other' };
  return limit === undefined ? { kind } : { kind, limit };
}

/** Of a call that nobody says anything of. */
const UNKNOWN: Demand = {};

class InputTokens implements Demand {
  readonly inputTokens: number;

  constructor(inputTokens: number) {
    this.inputTokens = inputTokens;
  }
}

function demandOf(from: Limiter, prompt: Prompt, tokens: number | undefined): Demand {
  if (tokens !== undefined) {
    expectNumber('tokens', tokens, { min: 0 });
    return { tokens };
  }
  return from.countsTokens ? new InputTokens(promptTokens(prompt, undefined, false)) : UNKNOWN;
}

function quoteOf(route: Route, prompt: Prompt): Quote {
  if (route.quote !== undefined) return route.quote(prompt);
  throw new CallError(`the route ${route.name} does not say what a call costs: give it a quote()`, {
    code: 'unknown_price',
    attempts: 0,
  });
}
