import { describe, expect, it } from 'vitest';
import { statusError } from '../../../../src/codec/statusError.js';
import { signalOf } from '../../../../src/engine/adaptive/signalOf.js';
import { CallError } from '../../../../src/errors/CallError.js';

const deepseek =
  '{"error":{"message":"Too many requests. Your current concurrency is 26, which exceeds your concurrency limit of 25 based on your remaining balance. Please top up your balance to restore your concurrency.","type":"rate_limit_error"}}';

describe('signalOf', () => {
  it.each([
    [429, deepseek, undefined, { kind: 'too-many', limit: 25 }],
    [429, '{"error":{"message":"Rate Limit Reached"}}', undefined, { kind: 'too-many' }],
    [429, '', undefined, { kind: 'too-many' }],
    [429, 'Max parallel request limit reached', 2_000, { kind: 'too-many', retryAfterMs: 2_000 }],
    [429, '', 2_000, { kind: 'too-fast', retryAfterMs: 2_000 }],
    [
      429,
      '{"error":{"message":"Rate limit reached for gpt-x on tokens per min (TPM): Limit 30000, Used 29000"}}',
      undefined,
      { kind: 'too-fast' },
    ],
    [429, '{"error":{"message":"RPM limit exceeded"}}', undefined, { kind: 'too-fast' }],
    [429, '{"error":{"message":"no money","code":"insufficient_quota"}}', undefined, { kind: 'other' }],
    [503, 'busy', undefined, { kind: 'overloaded' }],
    [529, 'busy', 500, { kind: 'overloaded', retryAfterMs: 500 }],
    [500, 'oops', undefined, { kind: 'other' }],
    [400, 'concurrency limit of 7', undefined, { kind: 'other' }],
  ])('should take %i %s as what it is', (status, body, retryAfterMs, signal) => {
    expect(signalOf(statusError(status, body, { retryAfterMs: retryAfterMs ?? null }))).toEqual(signal);
  });

  it('should take this machine to be full for too many, and an error without a status for nothing', () => {
    const files = new CallError('too many open files', { code: 'too_many_files' });
    expect(signalOf(files)).toEqual({ kind: 'too-many' });
    expect(signalOf(new CallError('limited', { code: 'rate_limited' }))).toEqual({ kind: 'other' });
    expect(signalOf(new CallError('limited', { code: 'odd', httpStatus: 429 }))).toEqual({ kind: 'other' });
  });

  it('should learn nothing from what is no error of a call', () => {
    expect(signalOf(new Error('429'))).toEqual({ kind: 'other' });
    expect(signalOf(undefined)).toEqual({ kind: 'other' });
  });
});
