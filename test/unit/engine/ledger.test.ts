import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHoldings } from '../../../src/engine/holdings.js';
import { createLedger } from '../../../src/engine/ledger.js';

describe('createLedger', () => {
  it('should be full at its items, and have room again at three quarters', () => {
    const ledger = createLedger({ maxItems: 4 });
    const woken: number[] = [];
    for (let seq = 0; seq < 4; seq++) ledger.take({ seq }, 10);
    expect([ledger.hasRoom, ledger.outstanding, ledger.bytes]).toEqual([false, 4, 40]);
    ledger.whenRoom(() => woken.push(ledger.outstanding));
    ledger.settle(2);
    expect([ledger.hasRoom, woken]).toEqual([true, [3]]);
  });

  it('should be full at its bytes, but let one prompt in whatever its size', () => {
    const ledger = createLedger({ maxBytes: 100 });
    expect(ledger.hasRoom).toBe(true);
    ledger.take({ seq: 0 }, 5_000);
    expect(ledger.hasRoom).toBe(false);
    ledger.settle(0);
    expect(ledger.hasRoom).toBe(true);
  });

  it('should settle a ticket once, and know none that was never taken', () => {
    const ledger = createLedger();
    ledger.take({ seq: 7 }, 1);
    expect([ledger.settle(7), ledger.settle(7), ledger.settle(8), ledger.outstanding]).toEqual([
      true,
      false,
      false,
      0,
    ]);
  });

  it('should let an outcome be claimed once, before it is settled', () => {
    const ledger = createLedger();
    for (const seq of [0, 1]) ledger.take({ seq }, 0);
    expect([ledger.claim(1), ledger.claim(1), ledger.claim(2)]).toEqual([true, false, false]);
    expect([ledger.unclaimed, ledger.outstanding, ledger.oldest(9)]).toEqual([1, 2, [0]]);
    expect([ledger.settle(1), ledger.settle(0), ledger.unclaimed, ledger.bytes]).toEqual([true, true, 0, 0]);
  });

  it('should name the oldest, and refuse a position that is taken twice', () => {
    const ledger = createLedger();
    for (const seq of [5, 3, 9]) ledger.take({ seq }, 1);
    ledger.settle(5);
    ledger.take({ seq: 5 }, 1);
    expect(ledger.oldest(2)).toEqual([3, 9]);
    expect(() => ledger.take({ seq: 9 }, 1)).toThrow('seq 9 twice');
  });

  it.each([undefined, Number.NaN, 0.5])('should refuse %j as a position', (seq) => {
    expect(() => createLedger().take({ seq: seq as number }, 1)).toThrow(RangeError);
  });

  it('should count what has come out, and what operators hold', () => {
    const ledger = createLedger();
    for (const seq of [0, 1, 2]) ledger.take({ seq }, 1);
    for (const seq of [2, 0]) ledger.settle(seq);
    for (const value of [0, 1, 2]) ledger.hold(value);
    ledger.release(0);
    expect([ledger.settled, ledger.held]).toEqual([2, 2]);
  });

  it('should keep the parts of a document apart, and give way to the document', () => {
    const ledger = createLedger({ maxItems: 3 });
    for (const part of [0, 1]) ledger.take({ seq: 4, part }, 10);
    expect(() => ledger.take({ seq: 4, part: 1 }, 10)).toThrow('seq 4/1 twice');
    expect([ledger.awaits(4), ledger.awaits(4, 1), ledger.awaits(4, 2), ledger.awaits(5)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([ledger.claim(4), ledger.claim(4, 0), ledger.claim(4, 0)]).toEqual([false, true, false]);
    expect(ledger.oldest(5)).toEqual([4]);
    ledger.joinPart(4, 1);
    expect([ledger.outstanding, ledger.unclaimed, ledger.bytes, ledger.awaits(4, 1)]).toEqual([
      2,
      1,
      10,
      false,
    ]);
    expect([ledger.settle(4, 0), ledger.awaits(4), ledger.claim(4), ledger.settle(4)]).toEqual(
      Array(4).fill(true),
    );
    expect([ledger.outstanding, ledger.unclaimed, ledger.bytes, ledger.awaits(4)]).toEqual([0, 0, 0, false]);
  });

  it('should forget a wish that is taken back', () => {
    const ledger = createLedger({ maxItems: 1 });
    let woken = 0;
    ledger.take({ seq: 0 }, 1);
    ledger.whenRoom(() => woken++)();
    ledger.settle(0);
    expect(woken).toBe(0);
  });

  it('should keep the count exact under any order of taking and settling', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(20)), { maxLength: 200, size: 'max' }), (steps) => {
        const ledger = createLedger({ maxItems: 8, maxBytes: 60 });
        const open = new Map<number, number>();
        for (const [take, seq] of steps) {
          if (!take) expect(ledger.settle(seq)).toBe(open.delete(seq));
          else if (!open.has(seq)) {
            ledger.take({ seq }, seq);
            open.set(seq, seq);
          }
          const bytes = [...open.values()].reduce((sum, size) => sum + size, 0);
          expect([ledger.outstanding, ledger.bytes]).toEqual([open.size, bytes]);
          expect(ledger.hasRoom).toBe(open.size === 0 || (open.size < 8 && bytes < 60));
          expect(ledger.oldest(3)).toEqual([...open.keys()].slice(0, 3));
        }
      }),
    );
  });

  it.each([{ maxItems: 0 }, { maxBytes: 0 }, { maxItems: Number.NaN }])('should refuse %j', (window) => {
    expect(() => createLedger(window)).toThrow(RangeError);
  });
});

describe('createHoldings', () => {
  const prompt = (seq: number, content: string) => ({ seq, messages: [{ role: 'user', content }] });

  it('should count a value only while somebody keeps it', () => {
    const holdings = createHoldings({ maxItems: 1 });
    const value = prompt(0, 'a');
    holdings.take(value, 1);
    holdings.passed(value);
    expect(holdings.hasRoom).toBe(true);
    holdings.take(value, 1);
    holdings.hold(value);
    holdings.passed(value);
    expect(holdings.hasRoom).toBe(false);
    holdings.release(value);
    expect(holdings.hasRoom).toBe(true);
  });

  it('should count the text of what is kept, parts and answers too', () => {
    const holdings = createHoldings({ maxBytes: 10 });
    const parts = {
      messages: [{ content: [{ type: 'text', text: '12345' }, { type: 'image' }] }, { content: null }],
    };
    holdings.hold(parts);
    holdings.hold({ prompt: prompt(0, '123') });
    expect(holdings.hasRoom).toBe(true);
    holdings.hold({ text: '12' });
    expect(holdings.hasRoom).toBe(false);
    let woken = false;
    holdings.whenRoom(() => {
      woken = true;
    });
    holdings.release(parts);
    expect(woken).toBe(true);
  });

  it('should know whether somewhere a crowd waits, and tell when it has gone', () => {
    const ledger = createLedger();
    let gone = 0;
    ledger.crowd(1);
    expect(ledger.crowded).toBe(true);
    ledger.whenUncrowded(() => gone++)();
    ledger.crowd(-1);
    expect([ledger.crowded, gone]).toEqual([false, 0]);
    ledger.crowd(1);
    ledger.whenUncrowded(() => gone++);
    ledger.crowd(-1);
    expect(gone).toBe(1);
  });
});
