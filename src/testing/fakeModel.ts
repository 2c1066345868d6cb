import { concatWith, defer, map, type Observable, of } from 'rxjs';
import { CallError } from '../errors/CallError.js';
import type { Prompt } from '../types/Prompt.js';
import type { Quote } from '../types/Purse.js';
import type { Delta, Reply } from '../types/Reply.js';
import type { Route } from '../types/Route.js';
import { fakeReply } from './fakeReply.js';

/** What {@link fakeModel} needs of `TestScheduler.run`. */
export interface MarbleHelpers {
  cold<T = string>(marbles: string, values?: Record<string, T>, error?: unknown): Observable<T>;
}

/** Options of {@link fakeModel}. */
export interface FakeModelOptions {
  /** Default `fake`. */
  readonly name?: string;
  readonly priority?: number;
  /** Milliseconds that a 429 asks to wait. Default: nothing is asked. */
  readonly retryAfterMs?: number;
  /** What its calls cost, for tests of a budget. Default: nobody knows. */
  readonly quote?: Quote;
}

/** A route whose answers are marbles, and what it was asked. */
export interface FakeModel extends Route {
  /** The prompts that it was asked, in order; one for each request. */
  readonly asked: readonly Prompt[];
}

/**
 * A model on the `TestScheduler`: each request plays the next of `answers`, the last of them for ever.
 *
 * - a letter is the text of an answer, or a token when it is asked for a stream;
 * - `4` is a 429, `5` a 503, `0` a bad request (400), `1` a wrong key (401), `#` a connection that is reset;
 * - a line without end hangs.
 *
 * A prompt that its source has rejected is refused, not asked, as by any route.
 *
 * ```ts
 * const model = fakeModel(helpers, ['--4', '---a|']);
 * expectObservable(model.call(prompt).pipe(retryBackoff({ scheduler, random: () => 0 }))).toBe('-----a|', ...);
 * ```
 */
export function fakeModel(
  helpers: MarbleHelpers,
  answers: string | readonly string[],
  { name = 'fake', priority = 0, retryAfterMs, quote }: FakeModelOptions = {},
): FakeModel {
  const lines = typeof answers === 'string' ? [answers] : answers;
  if (lines.length === 0)
    throw new RangeError('expected answers to hold at least one line of marbles, got none');
  const asked: Prompt[] = [];

  const failure = (httpStatus: number, code: string, retryable: boolean, account = false) =>
    new CallError(`${httpStatus} of the fake model`, {
      code,
      route: name,
      httpStatus,
      retryable,
      failover: retryable || account,
      account,
      unbilled: true,
      retryAfterMs: httpStatus === 429 ? (retryAfterMs ?? null) : null,
    });
  const failures: Readonly<Record<string, () => CallError>> = {
    0: () => failure(400, 'bad_request', false),
    1: () => failure(401, 'unauthorized', false, true),
    4: () => failure(429, 'rate_limited', true),
    5: () => failure(503, 'overloaded', true),
  };
  const reset = () =>
    new CallError('connection reset', { code: 'connection_reset', route: name, retryable: true });

  const play = (prompt: Prompt) =>
    defer(() => {
      const { rejection } = prompt;
      if (rejection !== undefined)
        throw new CallError(rejection.message, { code: rejection.code, attempts: 0 });
      const line = lines[Math.min(asked.length, lines.length - 1)] as string;
      asked.push(prompt);
      return helpers.cold<string>(line, undefined, reset()).pipe(
        map((letter) => {
          const fail = failures[letter];
          if (fail !== undefined) throw fail();
          return letter;
        }),
      );
    });

  return {
    name,
    priority,
    asked,
    ...(quote !== undefined && { quote: () => quote }),
    call: (prompt): Observable<Reply> => play(prompt).pipe(map((text) => fakeReply(text, { route: name }))),
    stream: (prompt): Observable<Delta> =>
      defer(() => {
        let whole = '';
        return play(prompt).pipe(
          map((text): Delta => {
            whole += text;
            return { type: 'text', text };
          }),
          concatWith(defer(() => of<Delta>({ type: 'end', reply: fakeReply(whole, { route: name }) }))),
        );
      }),
  };
}
