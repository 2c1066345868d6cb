import type { MonoTypeOperatorFunction, Observable, Observer } from 'rxjs';
import { attemptsOf, withAttempts } from '../src/engine/attempts.js';
import { expectNumber } from '../src/engine/expectNumber.js';
import { isReply, isStreamEnd } from '../src/engine/isReply.js';
import { Spent } from '../src/engine/Spent.js';
import { CallError } from '../src/errors/CallError.js';
import { Relay } from '../src/stage/Relay.js';
import { Through } from '../src/stage/Through.js';
import { checkReply, textToCheck } from '../src/text/json/checkReply.js';
import { repairTurns } from '../src/text/json/repairTurns.js';
import type { AnswerCheck, Checked } from '../src/types/AnswerCheck.js';
import type { Message } from '../src/types/Message.js';
import type { Delta, Reply } from '../src/types/Reply.js';

/** Options of {@link validateAnswer}. */
export interface ValidateAnswerOptions {
  /**
   * The call of the same prompt with these turns at its end: the answer that does not fit, and what is wrong with it.
   * Default: no repair, the first answer counts.
   */
  readonly repair?: (turns: readonly Message[]) => Observable<Reply>;
  /** Further answers to ask for, each by `repair`. Default 2. Minimum 0. */
  readonly maxRepairs?: number;
  /** Told of each answer that is asked for anew. */
  readonly onRepair?: (problems: readonly string[]) => void;
}

/**
 * On one call: reads its answer by `check`, and puts what it says into `json`. One that does not fit goes back to the
 * model with what is wrong; the reply that comes of it tells attempts, usage and cost of all of them together.
 *
 * ```text
 * call     ---x|               `x` does not fit
 * repair       ---r|
 * result   -------r|           `r` says 2 attempts
 * ```
 *
 * Holds:    the answer that does not fit, until it has been asked for again.
 * Errors:   `invalid_answer` with the text as its `body`, when no repair is left, and at once for an answer that was cut
 *           (`length`), which more turns cannot mend. Those of the calls, with the attempts of all. A `check` that throws.
 *           Of a stream the deltas have passed by then, so it is not repaired.
 * Cancels:  unsubscribing aborts the call or its repair.
 * Place it: on the call, above `retryBackoff` and `failover`, below `coalesce` and `cacheLookup`: what is stored then fits.
 *
 * @param check Such as `jsonSchemaCheck` and `zodCheck` make.
 */
export function validateAnswer<T extends Reply | Delta>(
  check: AnswerCheck,
  options: ValidateAnswerOptions = {},
): MonoTypeOperatorFunction<T> {
  expectNumber('maxRepairs', options.maxRepairs, { min: 0, integer: true });
  return (source) => new Through(source, Validating<T>, { check, options });
}

interface Terms {
  readonly check: AnswerCheck;
  readonly options: ValidateAnswerOptions;
}

/** An answer that does not fit. */
interface Misfit {
  readonly reply: Reply;
  readonly problems: readonly string[];
}

/** One subscription. */
class Validating<T> extends Relay<T> {
  readonly #terms: Terms;
  readonly #spent = new Spent();
  #repairs = 0;
  #misfit: Misfit | undefined;

  constructor(calls: Observable<T>, destination: Observer<T>, terms: Terms) {
    super(calls, destination);
    this.#terms = terms;
  }

  next(value: T): void {
    if (this.closed) return;
    const reply = isReply(value) ? value : isStreamEnd(value) ? value.reply : undefined;
    if (reply === undefined) {
      this.destination.next(value);
      return;
    }
    let checked: Checked;
    try {
      checked = checkReply(reply, this.#terms.check);
    } catch (error) {
      this.error(error);
      return;
    }
    this.#spent.add(reply);
    if (!checked.ok) {
      this.#misfit = { reply, problems: checked.problems };
      // A reply is repaired once its call has completed: its permit then goes back with how it ended.
      if (isStreamEnd(value)) super.error(this.#failure(this.#misfit));
      return;
    }
    this.#misfit = undefined;
    const { attempts, usage = null, costUsd } = this.#spent;
    const read: Reply = { ...reply, json: checked.value, attempts, usage, costUsd };
    this.destination.next((isStreamEnd(value) ? { ...value, reply: read } : read) as T);
  }

  override error(error: unknown): void {
    super.error(this.#repairs === 0 ? error : withAttempts(error, this.#spent.attempts + attemptsOf(error)));
  }

  override complete(): void {
    const misfit = this.#misfit;
    if (misfit === undefined || this.closed) {
      super.complete();
      return;
    }
    this.#misfit = undefined;
    const { repair, maxRepairs = 2, onRepair } = this.#terms.options;
    if (repair === undefined || this.#repairs >= maxRepairs || misfit.reply.finishReason === 'length') {
      super.error(this.#failure(misfit));
      return;
    }
    this.disconnect();
    try {
      this.#repairs++;
      onRepair?.(misfit.problems);
      this.connect(repair(repairTurns(misfit.reply, misfit.problems)) as Observable<T>);
    } catch (error) {
      super.error(error);
    }
  }

  #failure({ reply, problems }: Misfit): CallError {
    const after =
      this.#repairs === 0 ? '' : ` after ${this.#repairs} repair${this.#repairs === 1 ? '' : 's'}`;
    const hint = reply.finishReason === 'length' ? ': allow more tokens' : '';
    return new CallError(`the answer does not fit${after}: ${problems.join('; ')}${hint}`, {
      code: 'invalid_answer',
      route: reply.route,
      failover: false,
      attempts: this.#spent.attempts,
      usage: this.#spent.usage ?? null,
      body: textToCheck(reply),
    });
  }
}
