import { describe, expect, it } from 'vitest';
import { networkError } from '../../../../src/client/networkError.js';
import { statusError } from '../../../../src/codec/statusError.js';
import { verdictOf } from '../../../../src/engine/circuit/verdictOf.js';
import { CallError } from '../../../../src/errors/CallError.js';
import { CircuitOpenError } from '../../../../src/errors/CircuitOpenError.js';
import { DeadlineError } from '../../../../src/errors/DeadlineError.js';

const network = (code: string) => networkError(Object.assign(new Error(code), { code }), 'host', true);

describe('verdictOf', () => {
  it('should hold 5xx, time-outs and connections that fail against the server', () => {
    for (const status of [500, 502, 504, 520, 408])
      expect(verdictOf(statusError(status, '')), `${status}`).toBe('failed');
    expect(verdictOf(new DeadlineError('first', 5))).toBe('failed');
    for (const code of ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT'])
      expect(verdictOf(network(code)), code).toBe('failed');
  });

  it('should tell an overload from a failure', () => {
    for (const status of [503, 529])
      expect(verdictOf(statusError(status, '')), `${status}`).toBe('overloaded');
  });

  it('should hold neither a refusal against it nor what failed on this side', () => {
    for (const status of [400, 401, 402, 403, 404, 422, 429])
      expect(verdictOf(statusError(status, '')), `${status}`).toBe('neither');
    expect(verdictOf(network('EMFILE'))).toBe('neither');
    expect(verdictOf(new CircuitOpenError(5))).toBe('neither');
    expect(verdictOf(new CallError('no form', { code: 'bad_input', attempts: 0 }))).toBe('neither');
    expect(verdictOf(new Error('a bug'))).toBe('neither');
  });
});
