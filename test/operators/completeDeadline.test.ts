import { describe, expect, it } from 'vitest';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { marbles } from '../helpers/marbles.js';
import { stack } from './stack.js';

describe('complete with a total limit', () => {
  it(
    'should start nothing that cannot end within it: no permit is taken, no wait begun',
    marbles((helpers) => {
      const limiter = gcraLimiter({ requestsPerMinute: 60, share: 1 });
      const { model, through } = stack(helpers, '(r|)', {
        limiter,
        totalMs: 900,
        flights: false,
        retry: false,
      });
      helpers.expectObservable(through(helpers.cold('(ab|)'))).toBe('(xy|)', {
        x: '0:r x1',
        y: '1!timeout x0',
      });
      helpers.flush();
      expect(model.asked).toHaveLength(1);
      expect(limiter.waiting).toBe(0);
    }),
  );
});
