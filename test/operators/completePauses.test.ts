import { describe, it } from 'vitest';
import { complete } from '../../operators/complete.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { fakeModel, type MarbleHelpers } from '../../src/testing/fakeModel.js';
import { marbles } from '../helpers/marbles.js';
import { asPrompts, inShort } from './stack.js';

describe('complete before a server that asks for a pause', () => {
  it(
    'should keep all calls from it, though it is told how many at once',
    marbles((helpers) => {
      const { scheduler, cold, expectObservable } = helpers;
      const model = fakeModel(helpers as MarbleHelpers, ['-4', '-(r|)'], { retryAfterMs: 5 });
      const limiter = gcraLimiter({ concurrency: 2 });
      const ask = complete({ routes: [model] }, { scheduler, limiter, random: () => 0 });
      const outcomes = inShort(ask(asPrompts(cold('a--(b|)'))));
      expectObservable(outcomes).toBe('-------(ab|)', { a: '1:r x1', b: '0:r x2' });
    }),
  );

  it(
    'should not keep calls from another server: a limit over both takes it for neither',
    marbles((helpers) => {
      const { scheduler, cold, expectObservable } = helpers;
      const asking = fakeModel(helpers as MarbleHelpers, ['-4'], { retryAfterMs: 50 });
      const other = fakeModel(helpers as MarbleHelpers, '-(r|)', { name: 'other', priority: 1 });
      const limiter = gcraLimiter({ concurrency: 2 });
      const ask = complete({ routes: [asking, other] }, { scheduler, limiter, random: () => 0 });
      expectObservable(inShort(ask(asPrompts(cold('(a|)'))))).toBe('--(a|)', { a: '0:r x2' });
    }),
  );
});
