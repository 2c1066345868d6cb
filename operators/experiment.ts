import {
  filter,
  from,
  map,
  mergeMap,
  type ObservableInput,
  type OperatorFunction,
  of,
  pipe,
  tap,
} from 'rxjs';
import type { Arm } from '../src/engine/experiment/Arm.js';
import type { Assignment } from '../src/engine/experiment/Assignment.js';
import type { Scored } from '../src/engine/experiment/Scored.js';
import { accountOf } from '../src/types/Account.js';
import type { Outcome } from '../src/types/Outcome.js';
import type { Prompt } from '../src/types/Prompt.js';
import { concurrentMap } from './concurrentMap.js';
import { armed, armOf } from './internal/armed.js';

/** One prompt under one arm, and what came of it. */
export interface Trial extends Scored {
  /** The number of the arm; `undefined`: held out. */
  readonly arm: number | undefined;
  readonly outcome: Outcome;
}

/** What a scorer may say: higher is better, `null` when nobody can tell. */
export type Score = number | null;

/** Options of {@link experiment}. */
export interface ExperimentOptions {
  /** At least one, each with a name of its own; the first is what the others are compared with. */
  readonly arms: readonly Arm[];
  /**
   * By which arm a prompt is asked: `hashAssignment` or `thompsonAssignment`, which learns; `paired`: by each of them.
   */
  readonly assign: Assignment | 'paired';
  /** How good an outcome is: a number, or a call that brings one, such as that of a judge. Failures come here, too. */
  readonly score: (outcome: Outcome, arm: Arm | undefined) => Score | ObservableInput<Score>;
  /** Outcomes that are scored at once. Default 32. Minimum 1. */
  readonly concurrency?: number;
  /**
   * Whether a prompt, as this arm asks it, was asked before: it is left out then, so that an experiment can be gone on with.
   * Default: none was.
   */
  readonly skip?: (prompt: Prompt, arm: number | undefined) => boolean;
}

/**
 * On the stream: each prompt by the arm that is assigned to it, or by every arm, and how good what came of it was.
 *
 * ```text
 * prompts   a-----b---|
 * outcomes  ---A-----B|
 * result    ---x-----y|      `x` is A under arm 0, `y` B under arm 1
 * ```
 *
 * Holds:   what `ask` holds, and outcomes while they are scored.
 * Errors:  those of `ask`, and of a score or an assignment that throws or fails; a TypeError for a score that is none, and
 *          for an outcome whose prompt is none of those that were asked.
 * Cancels: unsubscribing aborts calls and scores.
 *
 * @param ask Prompts to outcomes, such as `complete(client)`. In a `run` a prompt has one row: `paired` does not fit there.
 */
export function experiment(
  { arms, assign, score, concurrency = 32, skip }: ExperimentOptions,
  ask: OperatorFunction<Prompt, Outcome>,
): OperatorFunction<Prompt, Trial> {
  if (arms.length === 0 || new Set(arms.map(({ name }) => name)).size !== arms.length) {
    throw new RangeError('expected arms to be at least one, each with a name of its own');
  }
  const byEach = (prompt: Prompt) => arms.map((arm, number) => armed(prompt, number, arm));
  const byOne = (assignment: Assignment) => (prompt: Prompt) => {
    const number = assignment.armOf(prompt) ?? -1;
    return armed(prompt, number, arms[number]);
  };
  const scoring = concurrentMap(
    (outcome: Outcome) => {
      const number = armOf(outcome.prompt);
      if (number === undefined)
        throw new TypeError(`${outcome.id}: an outcome of a prompt that no arm has asked`);
      const given = score(outcome, arms[number]);
      const scores = isScore(given) ? of(given) : from(callOf(given, outcome));
      return scores.pipe(map((value) => trialOf(outcome, number, checked(value, outcome))));
    },
    { concurrency },
  );
  const asking = skip === undefined ? ask : pipe(withoutDone(skip), ask);
  if (assign === 'paired') return (prompts) => prompts.pipe(mergeMap(byEach), asking, scoring);
  return (prompts) =>
    prompts.pipe(
      map(byOne(assign)),
      asking,
      scoring,
      tap((trial) => {
        if (trial.arm !== undefined) assign.learn?.(trial.arm, trial);
      }),
    );
}

function withoutDone(skip: NonNullable<ExperimentOptions['skip']>) {
  return filter((prompt: Prompt) => {
    const arm = armOf(prompt);
    if (!skip(prompt, arm === -1 ? undefined : arm)) return true;
    accountOf(prompt)?.drop?.(prompt, 'restored');
    return false;
  });
}

function isScore(value: unknown): value is Score {
  return value === null || (typeof value === 'number' && Number.isFinite(value));
}

/** What a scorer gave in place of a score: text is iterable, too, and would be as many scores as it has letters. */
function callOf(given: unknown, outcome: Outcome): ObservableInput<Score> {
  return typeof given === 'object' || typeof given === 'function'
    ? (given as ObservableInput<Score>)
    : of(checked(given, outcome));
}

function checked(value: unknown, { id }: Outcome): Score {
  if (isScore(value)) return value;
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(value);
  throw new TypeError(`${id}: expected a score to be a number, or null, got ${shown}`);
}

function trialOf(outcome: Outcome, number: number, score: Score): Trial {
  const answer = outcome.status === 'ok' ? outcome : undefined;
  // A reused answer says nothing of what an arm costs, and how fast it is.
  const own = answer?.cached === null ? answer : undefined;
  return {
    arm: number === -1 ? undefined : number,
    outcome,
    score,
    ok: answer !== undefined,
    costUsd: own?.costUsd ?? null,
    latencyMs: own?.latencyMs ?? null,
    outputTokens: own?.usage?.completionTokens ?? null,
  };
}
