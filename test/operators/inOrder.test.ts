import fc from 'fast-check';
import { from, lastValueFrom, map, Observable, range, Subject, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../operators/inOrder.js';
import { createHoldings } from '../../src/engine/holdings.js';
import { ACCOUNT } from '../../src/types/Account.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { marbles } from '../helpers/marbles.js';

const values = { a: { seq: 0 }, b: { seq: 1 }, c: { seq: 2 }, d: { seq: 3 } };

describe('inOrder', () => {
  it(
    'should let each value wait for those before it, and pass never, empty and one',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('c-a---b---|', values);
      expectObservable(source.pipe(inOrder())).toBe('--a---(bc)|', values);
      expectObservable(cold('-', values).pipe(inOrder())).toBe('-');
      expectObservable(cold('-|', values).pipe(inOrder())).toBe('-|');
      expectObservable(cold('a-|', values).pipe(inOrder())).toBe('a-|', values);
      expectSubscriptions(source.subscriptions).toBe('^---------!');
    }),
  );

  it(
    'should emit what waits at the end and before an error, and stop when unsubscribed',
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      expectObservable(cold('d-b-|', values).pipe(inOrder())).toBe('----(bd|)', values);
      expectObservable(cold('d-b-#', values).pipe(inOrder())).toBe('----(bd#)', values);
      const source = hot('b-a-c-|', values);
      expectObservable(source.pipe(inOrder()), '---!').toBe('--(ab)', values);
      expectSubscriptions(source.subscriptions).toBe('^--!');
    }),
  );

  it('should put any order right', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(40).chain((n) => fc.shuffledSubarray([...Array(n).keys()], { minLength: n })),
        async (seqs) => {
          const result = await lastValueFrom(
            from(seqs).pipe(
              map((seq) => ({ seq })),
              inOrder(),
              toArray(),
            ),
          );
          expect(result.map(({ seq }) => seq)).toEqual(seqs.toSorted((a, b) => a - b));
        },
      ),
    );
  });

  it(
    'should put the parts of a divided prompt in order, among the others',
    marbles(({ hot, expectObservable }) => {
      const part = (seq: number, number: number, isLast = false) => ({ seq, part: number, isLast });
      const parts = {
        a: part(0, 0),
        b: part(0, 1, true),
        c: { seq: 1 },
        // Of an outcome, the prompt knows.
        d: { seq: 2, prompt: part(2, 0) },
        e: { seq: 2, prompt: part(2, 1, true) },
      };
      expectObservable(hot('e-c-b-a--------d---|', parts).pipe(inOrder())).toBe(
        '------(abc)----(de)|',
        parts,
      );
    }),
  );

  it(
    'should emit what waits of divided prompts at the end, in order',
    marbles(({ hot, expectObservable }) => {
      const parts = {
        a: { seq: 0, part: 2, isLast: true },
        b: { seq: 0, part: 1 },
        c: { seq: 3 },
        d: { seq: 2, part: 4 },
        e: { seq: 2, part: 3 },
      };
      expectObservable(hot('c-a-d-e-b-|', parts).pipe(inOrder())).toBe('----------(baedc|)', parts);
    }),
  );

  it('should hold what waits, and release it when it has passed or is forgotten', () => {
    const holdings = createHoldings({ maxItems: 2 });
    const prompt = (seq: number) => ({ ...aPrompt({ seq }), [ACCOUNT]: holdings });
    const source = new Subject<ReturnType<typeof prompt>>();
    const subscription = source.pipe(inOrder()).subscribe();
    source.next(prompt(1));
    expect(holdings.hasRoom).toBe(true);
    source.next(prompt(2));
    expect(holdings.hasRoom).toBe(false);
    source.next(prompt(0));
    expect(holdings.hasRoom).toBe(true);
    source.next(prompt(4));
    source.next(prompt(5));
    expect(holdings.hasRoom).toBe(false);
    subscription.unsubscribe();
    expect(holdings.hasRoom).toBe(true);
  });

  it('should pass 1,000,000 synchronous values, and as many that come from within an emission', async () => {
    let passed = 0;
    range(0, 1_000_000)
      .pipe(
        map((seq) => ({ seq })),
        inOrder(),
      )
      .subscribe(() => passed++);
    expect(passed).toBe(1_000_000);
    let emit = (_: number) => {};
    const source = new Observable<{ seq: number }>((subscriber) => {
      emit = (seq) => subscriber.next({ seq });
      emit(0);
    });
    let last = -1;
    source.pipe(inOrder()).subscribe(({ seq }) => {
      last = seq;
      if (seq < 1_000_000) emit(seq + 1);
    });
    expect(last).toBe(1_000_000);
  });
});
