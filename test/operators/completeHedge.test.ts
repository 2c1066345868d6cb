import { describe, expect, it } from 'vitest';
import { type CompleteOptions, complete } from '../../operators/complete.js';
import { createCircuit } from '../../src/engine/circuit/createCircuit.js';
import { fakeModel, type MarbleHelpers } from '../../src/testing/fakeModel.js';
import type { MarbleTestHelpers } from '../../src/testing/marbleRunner.js';
import type { CallEvent } from '../../src/types/CallEvent.js';
import { marbles } from '../helpers/marbles.js';
import { asPrompts, inShort } from './stack.js';

/** A call is late after 3 ms, and every second call is granted. */
const late = { delayMs: 3, hedges: 0, began() {}, took() {}, take: () => true };

/** What becomes of one prompt that is hedged before a route whose calls play `answers`, and what is told of it. */
function hedged(
  helpers: MarbleTestHelpers,
  answers: string[],
  options: CompleteOptions = {},
  circuit = createCircuit(),
) {
  const model = { ...fakeModel(helpers as MarbleHelpers, answers), circuit };
  const events: CallEvent[] = [];
  const client = { routes: [model], observe: (event: CallEvent) => void events.push(event) };
  const ask = complete(client, { scheduler: helpers.scheduler, random: () => 0, hedge: late, ...options });
  return { model, events, outcomes: inShort(ask(asPrompts(helpers.cold('(a|)')))) };
}

describe('complete with second calls', () => {
  it(
    'should take the answer of the second call when the first is late, and tell of it',
    marbles((helpers) => {
      const { model, events, outcomes } = hedged(helpers, ['---------s|', '-f|']);
      helpers.expectObservable(outcomes).toBe('----r|', { r: '0:f x2' });
      helpers.flush();
      expect(model.asked).toHaveLength(2);
      expect(events.filter(({ type }) => type === 'hedge')).toEqual([{ type: 'hedge', afterMs: 3 }]);
    }),
  );

  it(
    'should take whole the answer whose first token comes first, though it ends last',
    marbles((helpers) => {
      const { model, events, outcomes } = hedged(helpers, ['------s|', '-f--g|'], { stream: true });
      helpers.expectObservable(outcomes).toBe('--------(r|)', { r: '0:fg x2' });
      helpers.flush();
      expect(model.asked).toHaveLength(2);
      expect(events.filter(({ type }) => type === 'hedge')).toEqual([{ type: 'hedge', afterMs: 3 }]);
    }),
  );

  it(
    'should make none once tokens have come, however long the rest takes',
    marbles((helpers) => {
      const { model, events, outcomes } = hedged(helpers, ['-s-----t|'], { stream: true });
      helpers.expectObservable(outcomes).toBe('--------(r|)', { r: '0:st x1' });
      helpers.flush();
      expect([model.asked.length, events]).toEqual([1, []]);
    }),
  );

  it(
    'should begin anew, not hand out half an answer, when a stream breaks after its first token',
    marbles((helpers) => {
      const near = fakeModel(helpers as MarbleHelpers, '-s#', { name: 'near' });
      const far = fakeModel(helpers as MarbleHelpers, '-f-g|', { name: 'far', priority: 1 });
      const options = { scheduler: helpers.scheduler, hedge: late, stream: true, retry: false } as const;
      const outcomes = inShort(complete({ routes: [near, far] }, options)(asPrompts(helpers.cold('(a|)'))));
      helpers.expectObservable(outcomes).toBe('------(r|)', { r: '0:fg x2' });
    }),
  );

  it(
    'should make none while a circuit is not closed',
    marbles((helpers) => {
      const circuit = createCircuit({ inARow: 1, random: () => 0 });
      const { model, events, outcomes } = hedged(helpers, ['#', '-----s|'], { whenOpen: 'wait' }, circuit);
      const texts: string[] = [];
      outcomes.subscribe((text) => texts.push(text));
      helpers.expectObservable(helpers.cold('-'));
      helpers.flush();
      expect(texts).toEqual(['0:s x2']);
      expect(model.asked).toHaveLength(2);
      expect(events.some(({ type }) => type === 'hedge')).toBe(false);
    }),
  );

  it(
    'should tell nobody when nobody listens',
    marbles((helpers) => {
      const model = fakeModel(helpers as MarbleHelpers, ['---------s|', '-f|']);
      const ask = complete({ routes: [model] }, { scheduler: helpers.scheduler, hedge: late });
      helpers.expectObservable(inShort(ask(asPrompts(helpers.cold('(a|)'))))).toBe('----r|', { r: '0:f x2' });
    }),
  );
});
