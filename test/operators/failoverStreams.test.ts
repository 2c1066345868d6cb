import { describe, expect, it } from 'vitest';
import { failover } from '../../operators/failover.js';
import { retryBackoff } from '../../operators/retryBackoff.js';
import { CallError } from '../../src/errors/CallError.js';
import { fakeReply } from '../../src/testing/fakeReply.js';
import type { Delta } from '../../src/types/Reply.js';
import { marbles } from '../helpers/marbles.js';

const cut = new CallError('cut', { code: 'stream_cut', retryable: true });
const reply = fakeReply('bc');
const deltas: Record<string, Delta> = {
  a: { type: 'text', text: 'a' },
  b: { type: 'text', text: 'b' },
  c: { type: 'text', text: 'c' },
  e: { type: 'end', reply },
  r: { type: 'restart', reason: 'stream_cut' },
  f: { type: 'end', reply: { ...reply, attempts: 2 } },
};
const routes = [{ name: 'one' }, { name: 'two' }];

describe('failover of streams', () => {
  it(
    'should hold the first values back until there are more than so many, or the call ends',
    marbles(({ cold, expectObservable, scheduler }) => {
      const ask = (marble: string) =>
        failover(routes, () => cold(marble), { holdBack: { values: 2 }, scheduler });
      expectObservable(ask('-a-b-c------d|')).toBe('-----(abc)--d|');
      expectObservable(ask('-a-b|')).toBe('----(ab|)');
      expectObservable(ask('--|')).toBe('--|');
      expectObservable(ask('-')).toBe('-');
      expectObservable(ask('-a-b-c'), '----!').toBe('');
    }),
  );

  it(
    'should hold them back for so long after the first',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      const ask = (marble: string) =>
        failover(routes, () => cold(marble), { holdBack: { ms: 4 }, scheduler });
      expectObservable(ask('-a-b------c|')).toBe('-----(ab)-c|');
      expectObservable(ask('-a-b-------'), '---!').toBe('');
      flush();
      expect(scheduler.actions).toEqual([]);
    }),
  );

  it(
    'should ask the next route when a stream breaks while it is held back, and nobody sees it',
    marbles(({ cold, expectObservable, scheduler }) => {
      const streams = [cold('-a-#', deltas, cut), cold('-b-c------(e|)', deltas)];
      let next = 0;
      const call = failover(routes, () => streams[next++] as (typeof streams)[0], {
        holdBack: { values: 1 },
        scheduler,
      });
      expectObservable(call).toBe('------(bc)---(f|)', deltas);
    }),
  );

  it(
    'should pass the break on once something was seen, or begin anew and say so',
    marbles(({ cold, expectObservable }) => {
      const streams = (marble: string) => [cold(marble, deltas, cut), cold('-b-c-(e|)', deltas)];
      const ask = (onPartial: 'error' | 'restart') => {
        const calls = streams('-a-#');
        let next = 0;
        return failover(routes, () => calls[next++] as (typeof calls)[0], { onPartial });
      };
      expectObservable(ask('error')).toBe('-a-#', deltas, cut);
      expectObservable(ask('restart')).toBe('-a-rb-c-(f|)', deltas);
    }),
  );

  it(
    'should do the same in retryBackoff',
    marbles(({ cold, expectObservable, scheduler }) => {
      const call = cold('-a-#', deltas, cut);
      const again = retryBackoff<Delta>({
        onPartial: 'restart',
        maxRetries: 1,
        jitter: 'none',
        networkDelayMs: 3,
        scheduler,
      });
      const failed = expect.objectContaining({ code: 'stream_cut', attempts: 2 });
      expectObservable(call.pipe(again)).toBe('-a-r---a-#', deltas, failed);
    }),
  );

  it(
    'should say nothing of a new beginning where nothing was seen, or the values are no deltas',
    marbles(({ cold, expectObservable }) => {
      const ask = (first: string) => {
        const calls = [cold(first, undefined, cut), cold('-b|')];
        let next = 0;
        return failover(routes, () => calls[next++] as (typeof calls)[0], { onPartial: 'restart' });
      };
      expectObservable(ask('--#')).toBe('---b|');
      expectObservable(ask('-a#')).toBe('-a-b|');
    }),
  );

  it('should name an option that cannot be', () => {
    expect(() => failover(routes, () => [], { holdBack: { ms: -1 } })).toThrow('holdBack.ms');
    expect(() => failover(routes, () => [], { holdBack: { values: -1 } })).toThrow('holdBack.values');
  });
});
