import { map, type Observable } from 'rxjs';
import { type CompleteOptions, complete } from '../../operators/complete.js';
import { fakeModel, type MarbleHelpers } from '../../src/testing/fakeModel.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import type { MarbleTestHelpers } from '../../src/testing/marbleRunner.js';
import type { Outcome } from '../../src/types/Outcome.js';

/** A letter of a marble -> the prompt that asks it. */
export const asPrompts = (source: Observable<string>) =>
  source.pipe(map((text, seq) => fakePrompt(text, seq)));
/** An outcome in few words: seq:text, or seq!code, with attempts and tier when they are not the plain ones. */
export const inShort = (outcomes: Observable<Outcome>) =>
  outcomes.pipe(
    map((outcome) =>
      outcome.status === 'ok'
        ? `${outcome.seq}:${outcome.text} x${outcome.attempts}${outcome.cached === null ? '' : ` ${outcome.cached}`}`
        : `${outcome.seq}!${outcome.error.code} x${outcome.attempts}`,
    ),
  );

/** `complete` before a fake model. */
export function stack(helpers: MarbleTestHelpers, answers: string | string[], options: CompleteOptions = {}) {
  const model = fakeModel(helpers as MarbleHelpers, answers);
  const { scheduler } = helpers;
  const pipeline = complete({ routes: [model] }, { scheduler, random: () => 0, ...options });
  return { model, through: (source: Observable<string>) => inShort(pipeline(asPrompts(source))) };
}
