import { describe, expect, it } from 'vitest';
import { retryReason } from '../../../src/engine/retryReason.js';
import { AllRoutesFailedError } from '../../../src/errors/AllRoutesFailedError.js';
import { CallError } from '../../../src/errors/CallError.js';

const [a, b, c] = ['a', 'b', 'c'].map((code) => new CallError(code, { code })) as [
  CallError,
  CallError,
  CallError,
];

describe('retryReason', () => {
  it('should be the code of the error, of the last when there are many', () => {
    expect(retryReason(b)).toBe('b');
    expect(retryReason(new AllRoutesFailedError([a, b, c]))).toBe('c');
    expect(retryReason(Object.assign(a, { errors: [] }))).toBe('a');
  });

  it('should have a word for what is no error of ours', () => {
    const halves = [{ code: 5, retryable: true }, { code: 'EPIPE' }, { retryable: true }];
    for (const error of [null, undefined, 'text', new TypeError('bug'), { errors: 'many' }, ...halves]) {
      expect(retryReason(error)).toBe('unexpected');
    }
  });
});
