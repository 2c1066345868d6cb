import { describe, expect, it } from 'vitest';
import { restartOf } from '../../../src/engine/restartOf.js';

describe('restartOf', () => {
  it.each(['text', 'reasoning', 'tool-call', 'restart', 'end'])(
    'should make one for a stream with a %s',
    (type) => {
      expect(restartOf<unknown>({ type, text: 'a' }, 'server_error')).toEqual({
        type: 'restart',
        reason: 'server_error',
      });
    },
  );

  it('should make none for streams of other values', () => {
    for (const value of [undefined, null, 'text', 1, {}, { type: 'tick' }, { type: undefined }, { type: '' }])
      expect(restartOf<unknown>(value, 'server_error')).toBeUndefined();
  });
});
