import { describe, expect, it } from 'vitest';
import { AllRoutesFailedError } from '../../../src/errors/AllRoutesFailedError.js';
import { CallError } from '../../../src/errors/CallError.js';

const busy = new CallError('503 overloaded', {
  code: 'overloaded',
  route: 'eu',
  httpStatus: 503,
  body: 'busy',
  retryable: true,
  retryAfterMs: 2_000,
  attempts: 2,
});
const down = new CallError('us: nobody listens', {
  code: 'connection_refused',
  route: 'us',
  retryable: true,
});
const wrongKey = new CallError('401', { code: 'unauthorized', account: true });

describe('AllRoutesFailedError', () => {
  it('should name each route once, with its error, and keep them', () => {
    const error = new AllRoutesFailedError([busy, down]);
    expect(error.message).toBe('no route answered: eu: 503 overloaded; us: nobody listens');
    expect([error.errors, error.cause]).toEqual([[busy, down], down]);
  });

  it('should say what the last route that answered said', () => {
    expect(new AllRoutesFailedError([busy, down])).toMatchObject({
      httpStatus: 503,
      body: 'busy',
      attempts: 3,
    });
    expect(new AllRoutesFailedError([down]).httpStatus).toBeNull();
  });

  it('should say so when no route has the model', () => {
    const none = new CallError('404', { code: 'model_not_found' });
    expect(new AllRoutesFailedError([none, none]).code).toBe('model_not_found');
    expect(new AllRoutesFailedError([none, down]).code).toBe('all_routes_failed');
  });

  it('should wait for the route that may be asked soonest', () => {
    expect(new AllRoutesFailedError([busy, wrongKey]).retryAfterMs).toBe(2_000);
    expect(new AllRoutesFailedError([busy, down]).retryAfterMs).toBe(0);
    expect(new AllRoutesFailedError([wrongKey]).retryAfterMs).toBeNull();
  });

  it('should be of the account only when every route is, and retryable when any is', () => {
    expect(new AllRoutesFailedError([wrongKey, wrongKey])).toMatchObject({ account: true, retryable: false });
    expect(new AllRoutesFailedError([wrongKey, busy])).toMatchObject({ account: false, retryable: true });
  });
});
