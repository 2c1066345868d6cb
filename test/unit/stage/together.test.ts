import { config } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { putOff, type Step, together } from '../../../src/stage/together.js';

describe('together', () => {
  let log: unknown[] = [];
  beforeEach(() => {
    log = [];
  });
  /** Notes it, and whether it was put off, when its step comes. */
  const note = (step: Step, name: string, then: () => void = () => {}) =>
    putOff(step, () => {
      log.push(name);
      then();
    });

  it('should hand on every value before what they put off, step by step', () => {
    together(['a', 'b'], (value) => {
      log.push(value);
      note('write', `write ${value}`);
      note('send', `send ${value}`);
      note('start', `start ${value}`);
    });
    expect(log).toEqual([
      ...['a', 'b'],
      ...['start a', 'start b'],
      ...['send a', 'send b'],
      ...['write a', 'write b'],
    ]);
  });

  it('should carry out what a step puts off, and go back to an earlier step for it', () => {
    together(['a'], () =>
      note('send', 'send', () => note('start', 'start', () => note('send', 'send again'))),
    );
    expect(log).toEqual(['send', 'start', 'send again']);
  });

  it('should put off nothing outside, nor while it is written', () => {
    expect(note('start', 'never')).toBe(false);
    together(['a'], () => note('write', 'write', () => log.push(note('start', 'never'))));
    expect(log).toEqual(['write', false]);
    expect(note('write', 'never')).toBe(false);
  });

  it('should take values again while it is written', () => {
    together(['a'], (first) =>
      note('write', first, () =>
        together(['b'], (second) => note('start', second, () => note('write', 'c'))),
      ),
    );
    expect(log).toEqual(['a', 'b', 'c']);
  });

  describe('when something throws', () => {
    beforeEach(() => {
      vi.useFakeTimers();
    });
    afterEach(() => {
      config.onUnhandledError = null;
      vi.useRealTimers();
    });
    const failing = (name: string) => () => {
      throw new Error(name);
    };

    it('should go on with the others, and tell RxJS', () => {
      const told: unknown[] = [];
      config.onUnhandledError = ({ message }) => told.push(message);
      together(['a', 'b'], (value) => {
        note('start', `start ${value}`, value === 'a' ? failing('start') : undefined);
        note('write', `write ${value}`, value === 'a' ? failing('write') : undefined);
        if (value === 'a') failing('value')();
      });
      expect(log).toEqual(['start a', 'start b', 'write a', 'write b']);
      expect(note('start', 'never')).toBe(false);
      vi.runAllTimers();
      expect(told).toEqual(['value', 'start', 'write']);
    });

    it('should throw it by itself when nobody is to be told', () => {
      together(['a'], failing('value'));
      expect(() => vi.runAllTimers()).toThrow('value');
    });
  });
});
