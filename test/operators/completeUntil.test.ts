import { describe, expect, it } from 'vitest';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { marbles } from '../helpers/marbles.js';
import { stack } from './stack.js';

const plain = { flights: false, retry: false } as const;
const outcomes = { r: '0:r x1', a: '0!stopped x0', b: '1!stopped x0', c: '2!stopped x0', d: '3!stopped x0' };

describe('complete, told to stop', () => {
  it.each([[false], [true]])(
    'should finish what was sent, and send nothing that waits for a permit or its turn; streams: %s',
    (stream) =>
      marbles((helpers) => {
        const limiter = gcraLimiter({ concurrency: 1 });
        const until = helpers.cold('-s');
        const { model, through } = stack(helpers, '------(r|)', {
          ...plain,
          limiter,
          until,
          stream,
          concurrency: 2,
        });
        const result = through(helpers.cold('(abcd|)'));
        helpers.expectObservable(result).toBe('-(bcd)(r|)', outcomes);
        helpers.flush();
        expect([model.asked.length, limiter.waiting, limiter.inFlight]).toEqual([1, 0, 0]);
        helpers.expectSubscriptions(until.subscriptions).toBe('^-----!');
      })(),
  );

  it(
    'should ask nothing when it is told at once',
    marbles((helpers) => {
      const { model, through } = stack(helpers, '(r|)', { ...plain, until: helpers.cold('(s|)') });
      helpers.expectObservable(through(helpers.cold('--(ab|)'))).toBe('--(ab|)', outcomes);
      helpers.flush();
      expect(model.asked).toEqual([]);
    }),
  );

  it(
    'should not wait for a retry, neither one that it sleeps for nor one that would come',
    marbles((helpers) => {
      const retry = { maxRetries: 3, initialDelayMs: 100, budget: false } as const;
      const { model, through } = stack(helpers, ['5', '----5'], {
        ...{ flights: false, retry, until: helpers.cold('--s'), random: () => 1 },
      });
      helpers.expectObservable(through(helpers.cold('(ab)'))).toBe('--a-b', {
        a: '0!stopped x0',
        b: '1!stopped x0',
      });
      helpers.flush();
      expect(model.asked).toHaveLength(2);
    }),
  );

  it(
    'should go on as ever as long as it is not told, and leave when nobody listens any more',
    marbles((helpers) => {
      const until = helpers.cold('-----s');
      const { through } = stack(helpers, '-(r|)', { ...plain, until });
      helpers.expectObservable(through(helpers.cold('a----')), '---!').toBe('-r', outcomes);
      helpers.expectSubscriptions(until.subscriptions).toBe('^--!');
    }),
  );

  it(
    'should end in the error of what tells it',
    marbles((helpers) => {
      const { through } = stack(helpers, '---(r|)', { ...plain, until: helpers.cold('-#') });
      helpers.expectObservable(through(helpers.cold('a---'))).toBe('-#');
    }),
  );
});
