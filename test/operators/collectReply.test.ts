import { map, of, range, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { collectReply } from '../../operators/collectReply.js';
import type { Delta } from '../../src/types/Reply.js';
import { aReply } from '../helpers/aReply.js';
import { marbles } from '../helpers/marbles.js';

const deltas: Record<string, Delta> = {
  t: { type: 'text', text: 'Ray' },
  r: { type: 'reasoning', text: 'Hm' },
  e: { type: 'end', reply: aReply() },
};
const cut = expect.objectContaining({ code: 'stream_cut', retryable: true, attempts: 1 });

describe('collectReply', () => {
  it(
    'should give the reply of the end alone, and wait for the stream to complete',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const stream = cold('-r-t-t-e--|', deltas);
      expectObservable(stream.pipe(collectReply())).toBe('-------a--|', { a: aReply() });
      expectSubscriptions(stream.subscriptions).toBe('^---------!');
    }),
  );

  it(
    'should fail when a stream completes without its end',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-t-t|', deltas).pipe(collectReply())).toBe('----#', undefined, cut);
      expectObservable(cold<Delta>('--|').pipe(collectReply())).toBe('--#', undefined, cut);
    }),
  );

  it(
    'should pass never and an error on, and abort the stream when unsubscribed',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(cold<Delta>('-').pipe(collectReply())).toBe('-');
      expectObservable(cold('-t-#', deltas).pipe(collectReply())).toBe('---#');
      expectObservable(cold('-e-#', deltas).pipe(collectReply())).toBe('-a-#', { a: aReply() });
      const stream = cold('-t---e|', deltas);
      expectObservable(stream.pipe(collectReply()), '---!').toBe('-');
      expectSubscriptions(stream.subscriptions).toBe('^--!');
    }),
  );

  it('should give one reply, whatever comes after it', () => {
    const replies: unknown[] = [];
    of(deltas.e as Delta, deltas.t as Delta, deltas.e as Delta)
      .pipe(collectReply())
      .subscribe((reply) => replies.push(reply));
    expect(replies).toEqual([aReply()]);
  });

  it('should stop a source that nobody wants any more', () => {
    let replies = 0;
    range(0, Number.POSITIVE_INFINITY)
      .pipe(
        map((index) => deltas[index < 1_000_000 ? 't' : 'e'] as Delta),
        collectReply(),
        take(1),
      )
      .subscribe(() => replies++);
    expect(replies).toBe(1);
  });
});
