import { describe, expect, it } from 'vitest';
import { ignoredParams } from '../../../../src/engine/experiment/ignoredParams.js';
import type { Params } from '../../../../src/types/Params.js';

const notes = (params: Params, thinking: boolean, model = 'deepseek-flash') =>
  ignoredParams(model, params, thinking);

describe('ignoredParams', () => {
  it.each(['frequency_penalty', 'presence_penalty'])('should name %s, thinking or not', (name) => {
    for (const thinking of [true, false]) {
      expect(notes({ [name]: 0.5 }, thinking)).toEqual([
        `deepseek-flash takes ${name} and does nothing with it`,
      ]);
    }
  });

  it('should name a temperature while it thinks', () => {
    expect(notes({ temperature: 0 }, true)).toEqual(['deepseek-flash ignores temperature while it thinks']);
    expect(notes({ temperature: 0 }, false)).toEqual([]);
  });

  it('should name a top_p that it takes for another one', () => {
    expect(notes({ top_p: 0.9 }, false)).toEqual(['deepseek-flash ignores top_p when it does not think']);
    expect(notes({ top_p: 0.94 }, true)).toEqual(['deepseek-flash raises top_p to 0.95 while it thinks']);
    expect([notes({ top_p: 0.95 }, true), notes({ top_p: 1 }, true), notes({ top_p: 1 }, false)]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it('should say nothing of what is not set, and of other models', () => {
    const unset = { frequency_penalty: null, presence_penalty: null, temperature: null, top_p: null };
    for (const thinking of [true, false]) {
      expect(notes({}, thinking)).toEqual([]);
      expect(notes(unset as never, thinking)).toEqual([]);
    }
    expect(notes({ temperature: 1, top_p: 0.5, frequency_penalty: 1 }, true, 'gpt-5')).toEqual([]);
  });
});
