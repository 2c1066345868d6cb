import { map, type Observable } from 'rxjs';
import { describe, it } from 'vitest';
import { recall } from '../../../../src/cli/summarize/recall.js';
import { answerOf } from '../../../../src/engine/answerOf.js';
import { fakePrompt } from '../../../../src/testing/fakePrompt.js';
import { fakeReply } from '../../../../src/testing/fakeReply.js';
import type { Outcome } from '../../../../src/types/Outcome.js';
import type { Prompt } from '../../../../src/types/Prompt.js';
import { marbles } from '../../../helpers/marbles.js';

const values = { a: fakePrompt('a', 0), b: fakePrompt('b', 1), c: fakePrompt('c', 2) };
const find = (prompt: Prompt) => (prompt.seq === 1 ? answerOf(prompt, fakeReply('known')) : undefined);
const texts = (outcomes: Observable<Outcome>) =>
  outcomes.pipe(map((outcome) => (outcome.status === 'ok' ? outcome.text : '')));

describe('recall', () => {
  it(
    'should answer at once what is known, ask the rest, and pass never, empty and errors',
    marbles(({ cold, expectObservable, expectSubscriptions, hot }) => {
      const ask = map((prompt: Prompt) => answerOf(prompt, fakeReply('asked')));
      const source = hot('a-b-c-|', values);
      expectObservable(texts(source.pipe(recall(find, ask)))).toBe('x-y-x-|', { x: 'asked', y: 'known' });
      expectSubscriptions(source.subscriptions).toBe('^-----!');
      expectObservable(cold<Prompt>('-').pipe(recall(find, ask))).toBe('-');
      expectObservable(cold<Prompt>('-|').pipe(recall(find, ask))).toBe('-|');
      expectObservable(cold<Prompt>('-#').pipe(recall(find, ask))).toBe('-#');
      const broken = () => {
        throw 'boom';
      };
      expectObservable(cold('a', values).pipe(recall(broken, ask))).toBe('#', undefined, 'boom');
      expectObservable(cold('a', values).pipe(recall(find, () => cold<Outcome>('-#')))).toBe('-#');
    }),
  );

  it(
    'should cancel what is asked when it is unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions, hot }) => {
      const source = hot('a-b-c-|', values);
      const asked = cold<Outcome>('-');
      expectObservable(source.pipe(recall(find, () => asked)), '---!').toBe('--y', {
        y: find(values.b),
      });
      expectSubscriptions(source.subscriptions).toBe('^--!');
      expectSubscriptions(asked.subscriptions).toBe('^--!');
    }),
  );
});
