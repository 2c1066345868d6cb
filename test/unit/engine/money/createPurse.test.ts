import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPurse } from '../../../../src/engine/money/createPurse.js';
import type { BudgetRecord, BudgetStore, Payer, Reservation } from '../../../../src/types/Purse.js';

/** Somebody who wants to make a call of at most so much. */
class Caller implements Payer {
  readonly worst: number;
  reservation: Reservation | undefined;
  refusal: unknown;

  constructor(worst: number) {
    this.worst = worst;
  }

  worstUsd(): number {
    return this.worst;
  }

  granted(reservation: Reservation): void {
    this.reservation = reservation;
  }

  refused(error: unknown): void {
    this.refusal = error;
  }
}

class MemoryStore implements BudgetStore {
  record: BudgetRecord | undefined;
  saves = 0;

  load(): BudgetRecord | undefined {
    return this.record;
  }

  save(record: BudgetRecord): void {
    this.saves++;
    this.record = record;
  }
}

describe('createPurse', () => {
  it('should set aside the worst, and settle with the bill', () => {
    const purse = createPurse({ capUsd: 2 });
    const [first, second, third] = [new Caller(1.5), new Caller(1.5), new Caller(0.1)];
    expect(purse.enter(first, 0)).toBeUndefined();
    expect(purse.enter(second, 0)).toBeDefined();
    // Small enough, but not its turn.
    expect(purse.enter(third, 0)).toBeDefined();
    expect([purse.reservedUsd, purse.waiting]).toEqual([1.5, 2]);
    first.reservation?.settle(1, 0.1);
    first.reservation?.settle(1, 0.1);
    expect([purse.spentUsd, purse.reservedUsd, purse.waiting]).toEqual([0.1, 1.6, 0]);
    second.reservation?.settle(2);
    expect([purse.spentUsd, purse.unreportedUsd]).toEqual([1.6, 1.5]);
  });

  it('should refuse what will never fit, once nothing is under way', () => {
    const purse = createPurse({ capUsd: 1 });
    const [first, second, third] = [new Caller(0.6), new Caller(0.6), new Caller(0.4)];
    for (const caller of [first, second, third]) purse.enter(caller, 0);
    first.reservation?.settle(1, 0.5);
    expect(second.refusal).toMatchObject({
      code: 'budget_exhausted',
      capUsd: 1,
      spentUsd: 0.5,
      neededUsd: 0.6,
    });
    expect((second.refusal as Error).message).toBe(
      'the budget is used up: $0.500 of $1.00 spent, and the next call may cost up to $0.600: ' +
        'raise it, or limit the answers (max_tokens)',
    );
    expect(third.reservation).toBeDefined();
  });

  it('should say how much of what is spent nobody has billed', () => {
    const purse = createPurse({ capUsd: 1 });
    const [first, second] = [new Caller(0.9), new Caller(0.9)];
    for (const caller of [first, second]) purse.enter(caller, 0);
    first.reservation?.settle(1);
    expect((second.refusal as Error).message).toContain(
      '$0.900 of $1.00 spent ($0.900 of it for calls that brought no bill), and the next call',
    );
  });

  it('should call a cap below the first call a mistake of whoever set it', () => {
    const caller = new Caller(0.5);
    createPurse({ capUsd: 0.1 }).enter(caller, 0);
    expect(caller.refusal).toMatchObject({ code: 'bad_config' });
  });

  it('should call it no mistake once money was spent, before or now, or a call was made', () => {
    const spent = new MemoryStore();
    spent.record = { spent_usd: 0.5, unreported_usd: 0, leased_usd: 0 };
    const resumed = new Caller(0.9);
    createPurse({ capUsd: 1, store: spent }).enter(resumed, 0);
    expect(resumed.refusal).toMatchObject({ code: 'budget_exhausted' });

    const purse = createPurse({ capUsd: 1 });
    const [free, large] = [new Caller(0.5), new Caller(1.5)];
    purse.enter(free, 0);
    free.reservation?.settle(0, 0);
    purse.enter(large, 0);
    expect(large.refusal).toMatchObject({ code: 'budget_exhausted' });
  });

  it('should take what was leased at a kill for spent and billed by nobody', () => {
    const store = new MemoryStore();
    store.record = { spent_usd: 0.5, unreported_usd: 0.25, leased_usd: 0.125 };
    const purse = createPurse({ capUsd: 1, store });
    expect([purse.spentUsd, purse.unreportedUsd]).toEqual([0.625, 0.375]);
  });

  it('should keep on record what is under way when it is closed', () => {
    const store = new MemoryStore();
    const purse = createPurse({ capUsd: 20, store });
    purse.enter(new Caller(2), 0);
    purse.close();
    expect(store.record).toEqual({ spent_usd: 0, unreported_usd: 0, leased_usd: 2 });
  });

  it('should let go of who leaves, and serve who comes next', () => {
    const purse = createPurse({ capUsd: 1 });
    const [first, big, small] = [new Caller(0.5), new Caller(0.9), new Caller(0.5)];
    purse.enter(first, 0);
    const place = purse.enter(big, 0);
    purse.enter(small, 0);
    if (place !== undefined) purse.leave(place, 0);
    expect([small.reservation !== undefined, purse.waiting, purse.reservedUsd]).toEqual([true, 0, 1]);
    if (place !== undefined) purse.leave(place, 0);
    expect(purse.waiting).toBe(0);
  });

  it('should not grow the stack when calls end at once', () => {
    const purse = createPurse({ capUsd: 1 });
    let done = 0;
    const instant = (): Payer => ({
      worstUsd: () => 1,
      granted: (reservation) => {
        done++;
        reservation.settle(0, 0);
      },
      refused() {},
    });
    const first = new Caller(1);
    purse.enter(first, 0);
    for (let i = 0; i < 100_000; i++) purse.enter(instant(), 0);
    first.reservation?.settle(0, 0);
    expect(done).toBe(100_000);
  });

  it('should ask for the price of the moment, as long as somebody waits', () => {
    const purse = createPurse({ capUsd: 1 });
    const first = new Caller(1);
    purse.enter(first, 0);
    const asked: number[] = [];
    const grants: number[] = [];
    purse.enter(
      {
        worstUsd(now) {
          asked.push(now);
          return now / 10;
        },
        granted: () => grants.push(purse.reservedUsd),
        refused() {},
      },
      1,
    );
    first.reservation?.settle(5, 0);
    expect([asked, grants]).toEqual([[1, 5], [0.5]]);
  });

  it('should pass on what a payer cannot say, and what the store cannot keep', () => {
    const purse = createPurse({
      capUsd: 1,
      store: {
        load: () => undefined,
        save() {
          throw new Error('full');
        },
      },
    });
    const caller = new Caller(0.5);
    purse.enter(caller, 0);
    expect(caller.refusal).toMatchObject({
      code: 'broken_sink',
      message: 'what is spent cannot be recorded: full',
    });
    expect(purse.reservedUsd).toBe(0);
    const lost: unknown[] = [];
    const worstUsd = () => {
      throw new Error('unknown');
    };
    purse.enter({ worstUsd, granted() {}, refused: (error) => lost.push(error) }, 0);
    expect(lost).toEqual([new Error('unknown')]);
  });

  it('should write ahead in blocks, not for each call', () => {
    const store = new MemoryStore();
    const purse = createPurse({ capUsd: 20, store });
    const open: Caller[] = [];
    const calls = 30_000;
    for (let i = 0; i < calls; i++) {
      const caller = new Caller(0.0015);
      purse.enter(caller, 0);
      open.push(caller);
      if (open.length === 256) open.shift()?.reservation?.settle(0, 0.0006);
    }
    expect(purse.spentUsd).toBeGreaterThan(17);
    expect(store.saves).toBeLessThan(150);
    for (const caller of open) caller.reservation?.settle(0, 0);
    purse.close();
    expect(store.record).toEqual({ spent_usd: purse.spentUsd, unreported_usd: 0, leased_usd: 0 });
  });

  it('should leave the record alone when nothing was asked of it', () => {
    const store = new MemoryStore();
    createPurse({ capUsd: 20, store }).close();
    expect(store.saves).toBe(0);
  });

  it('should not leave on record what was only needed once', () => {
    const store = new MemoryStore();
    const purse = createPurse({ capUsd: 20, store });
    const large = new Caller(10);
    purse.enter(large, 0);
    expect(store.record?.leased_usd).toBe(12.5);
    large.reservation?.settle(0, 1);
    expect(store.record).toEqual({ spent_usd: 1, unreported_usd: 0, leased_usd: 0.2 });
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('should refuse a cap of %s', (capUsd) => {
    expect(() => createPurse({ capUsd })).toThrow(RangeError);
  });
});

/** What may happen to a budget, in any order; `who` picks one of those that it can happen to. */
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('enter' as const), worst: fc.integer({ min: 0, max: 400 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      who: fc.nat(),
      share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), who: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('kill' as const), cap: fc.integer({ min: 1, max: 1_500 }) }),
  },
);

describe('a budget under any interleaving', () => {
  it('should never exceed its cap, forget nothing at a kill, and keep nobody waiting in vain', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.array(step, { maxLength: 120, size: 'max' }),
        (cap, steps) => {
          const store = new MemoryStore();
          let capUsd = cap / 1_000;
          let purse = createPurse({ capUsd, store });
          // What a provider may have billed in all: known costs, and the worst of what nobody reported.
          let billed = 0;
          let before = 0;
          let callers: { caller: Caller; place: ReturnType<typeof purse.enter>; over: boolean }[] = [];
          const open = () => callers.filter(({ caller, over }) => caller.reservation !== undefined && !over);
          const waiting = () =>
            callers.filter(
              ({ caller, over }) => !over && caller.reservation === undefined && !caller.refusal,
            );

          for (const one of steps) {
            if (one.do === 'enter') {
              const caller = new Caller(one.worst / 1_000);
              callers.push({ caller, place: purse.enter(caller, 0), over: false });
            } else if (one.do === 'kill') {
              for (const { caller } of open()) billed += caller.worst;
              callers = [];
              capUsd = one.cap / 1_000;
              purse = createPurse({ capUsd, store });
              before = purse.spentUsd;
              expect(before).toBeGreaterThanOrEqual(billed - 1e-9);
            } else {
              const among = one.do === 'settle' ? open() : waiting();
              const picked = among[one.who % Math.max(1, among.length)];
              if (picked === undefined) continue;
              picked.over = true;
              if (one.do === 'leave') {
                if (picked.place !== undefined) purse.leave(picked.place, 0);
              } else {
                const usd = one.share === undefined ? undefined : picked.caller.worst * one.share;
                billed += usd ?? picked.caller.worst;
                picked.caller.reservation?.settle(0, usd);
              }
            }
            const { spentUsd, reservedUsd } = purse;
            expect(spentUsd + reservedUsd).toBeLessThanOrEqual(Math.max(capUsd, before) + 1e-9);
            const { spent_usd = 0, leased_usd = 0 } = store.record ?? {};
            expect(spent_usd + leased_usd).toBeGreaterThanOrEqual(spentUsd + reservedUsd - 1e-9);
            expect(reservedUsd).toBeCloseTo(
              open().reduce((sum, { caller }) => sum + caller.worst, 0),
              8,
            );
            const [first] = waiting();
            if (first !== undefined) {
              expect(reservedUsd).toBeGreaterThan(0);
              expect(spentUsd + reservedUsd + first.caller.worst).toBeGreaterThan(capUsd);
            }
            expect(purse.waiting).toBe(waiting().length);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
