import { NEVER, Observable, of, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { catchFailure } from '../../operators/catchFailure.js';
import { AllRoutesFailedError } from '../../src/errors/AllRoutesFailedError.js';
import { CallError } from '../../src/errors/CallError.js';
import { ConfigError } from '../../src/errors/ConfigError.js';
import { ACCOUNT, type Account } from '../../src/types/Account.js';
import type { Failure, Outcome } from '../../src/types/Outcome.js';
import type { Reply } from '../../src/types/Reply.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { aReply } from '../helpers/aReply.js';
import { marbles } from '../helpers/marbles.js';

const prompt = aPrompt({ id: 'sky', seq: 7 });

function outcomeOf(error: unknown): Failure {
  let got: Outcome | undefined;
  throwError(() => error)
    .pipe(catchFailure(prompt))
    .subscribe((outcome) => {
      got = outcome;
    });
  return got as Failure;
}

function errorOf(error: unknown): unknown {
  let caught: unknown;
  throwError(() => error)
    .pipe(catchFailure(prompt))
    .subscribe({ error: (passed) => (caught = passed) });
  return caught;
}

describe('catchFailure', () => {
  it(
    'should label a reply with its prompt',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const call = cold('---r|', { r: aReply() });
      const answer = { ...aReply(), status: 'ok', seq: 7, id: 'sky', prompt };
      expectObservable(call.pipe(catchFailure(prompt))).toBe('---A|', { A: answer });
      expectSubscriptions(call.subscriptions).toBe('^---!');
    }),
  );

  it(
    'should make a value of an error',
    marbles(({ cold, expectObservable }) => {
      const error = new CallError('the server is down', {
        code: 'server_error',
        retryable: true,
        httpStatus: 503,
        body: 'Service Unavailable',
        attempts: 5,
      });
      const failure: Failure = {
        status: 'error',
        seq: 7,
        id: 'sky',
        prompt,
        error: {
          code: 'server_error',
          message: 'the server is down',
          retryable: true,
          httpStatus: 503,
          body: 'Service Unavailable',
        },
        attempts: 5,
      };
      expectObservable(cold<Reply>('---#', {}, error).pipe(catchFailure(prompt))).toBe('---(F|)', {
        F: failure,
      });
    }),
  );

  it(
    'should pass never and empty on, and abort the call when unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(NEVER.pipe(catchFailure(prompt))).toBe('-');
      expectObservable(cold<Reply>('--|').pipe(catchFailure(prompt))).toBe('--|');
      const call = cold<Reply>('-----r|');
      expectObservable(call.pipe(catchFailure(prompt)), '---!').toBe('-');
      expectSubscriptions(call.subscriptions).toBe('^--!');
    }),
  );

  it('should make a value of what is no error of ours too', () => {
    expect(outcomeOf(new TypeError('x is undefined')).error).toEqual({
      code: 'unexpected',
      message: 'x is undefined',
      retryable: false,
      httpStatus: null,
      body: null,
    });
    expect(outcomeOf(Object.assign(new Error('reset'), { code: 'ECONNRESET' })).error.code).toBe(
      'unexpected',
    );
    expect(outcomeOf('only text').error.message).toBe('only text');
    expect(outcomeOf(undefined).error.message).toBe('undefined');
    expect(outcomeOf(Object.create(null)).error.message).toBe('an error that has no text');
    expect(outcomeOf(new Error('')).error.message).toBe('Error');
  });

  it('should pass on what every further call would meet too', () => {
    const noKey = new CallError('wrong key', { code: 'auth', account: true, httpStatus: 401 });
    const everywhere = new AllRoutesFailedError([noKey, noKey]);
    const config = new ConfigError('no such codec');
    for (const error of [noKey, everywhere, config]) expect(errorOf(error)).toBe(error);
    const elsewhere = new AllRoutesFailedError([noKey, new CallError('down', { code: 'server_error' })]);
    expect(outcomeOf(elsewhere).error.code).toBe('all_routes_failed');
  });

  it('should carry the account of the prompt on', () => {
    const account: Account = { hold() {}, release() {} };
    const held = { ...prompt, [ACCOUNT]: account };
    const outcomes: Outcome[] = [];
    of(aReply())
      .pipe(catchFailure(held))
      .subscribe((outcome) => outcomes.push(outcome));
    throwError(() => new Error('no'))
      .pipe(catchFailure(held))
      .subscribe((outcome) => outcomes.push(outcome));
    expect(outcomes.map((outcome) => outcome[ACCOUNT])).toEqual([account, account]);
    expect(ACCOUNT in outcomeOf(1)).toBe(false);
  });

  it('should tear the call down before its failure goes on', () => {
    const events: string[] = [];
    new Observable<Reply>((subscriber) => {
      subscriber.add(() => events.push('torn down'));
      subscriber.error(new Error('no'));
    })
      .pipe(catchFailure(prompt))
      .subscribe(({ status }) => events.push(status));
    expect(events).toEqual(['torn down', 'error']);
  });
});
