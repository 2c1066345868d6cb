import { concat, ignoreElements, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { complete } from '../../operators/complete.js';
import { createCircuit } from '../../src/engine/circuit/createCircuit.js';
import { gcraLimiter } from '../../src/engine/limiter/gcraLimiter.js';
import { fakeModel, type MarbleHelpers } from '../../src/testing/fakeModel.js';
import { marbles } from '../helpers/marbles.js';
import { asPrompts, inShort } from './stack.js';

describe('complete before routes with circuits', () => {
  it(
    'should lose no prompt, and no retry, to an outage that is longer than all retries',
    marbles((helpers) => {
      const { scheduler, cold, expectObservable, flush } = helpers;
      const circuit = createCircuit({ inARow: 2, random: () => 0 });
      // One answer, then sixteen failures.
      const lines = ['-r|', ...new Array(16).fill('-#'), '-r|'];
      const model = { ...fakeModel(helpers as MarbleHelpers, lines), circuit };
      const asked = complete(
        { routes: [model] },
        { scheduler, random: () => 0, whenOpen: 'wait', retry: { maxRetries: 2 } },
      );
      const source = concat(cold('a|'), timer(5, scheduler).pipe(ignoreElements()), cold('(bcd|)'));
      const texts: string[] = [];
      inShort(asked(asPrompts(source))).subscribe((text) => texts.push(text));
      expectObservable(cold('-'));
      flush();
      expect(texts.map((text) => text.replace(/ x\d+$/, '')).sort()).toEqual(['0:r', '1:r', '2:r', '3:r']);
      expect(circuit.state.name).toBe('half-open');
      // Calls of a dead server in all: two that opened it, what was under way, and its probes.
      expect(model.asked.length).toBe(1 + 16 + 3);
    }),
  );

  it(
    'should not make a call that got its permit after its route died',
    marbles((helpers) => {
      const { scheduler, cold, expectObservable, flush } = helpers;
      const circuit = createCircuit({ inARow: 1, random: () => 0 });
      const limiter = gcraLimiter({ concurrency: 1 });
      const model = { ...fakeModel(helpers as MarbleHelpers, '--5'), circuit, limiter };
      const spare = fakeModel(helpers as MarbleHelpers, '-(r|)', { name: 'spare', priority: 1 });
      const asked = complete({ routes: [model, spare] }, { scheduler, random: () => 0 });
      expectObservable(inShort(asked(asPrompts(cold('(abc|)'))))).toBe('---(xyz|)', {
        x: '1:r x1',
        y: '2:r x1',
        z: '0:r x2',
      });
      flush();
      expect(model.asked.length).toBe(1);
    }),
  );
});
