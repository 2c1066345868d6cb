import { describe, expect, it } from 'vitest';
import { Lease } from '../../../../src/engine/money/Lease.js';
import { toNano } from '../../../../src/engine/money/nanoUsd.js';
import type { BudgetRecord, BudgetStore } from '../../../../src/types/Purse.js';

/** A lease of a budget of $1, and what is recorded of it. */
function leaseOf(record?: BudgetRecord) {
  const saved: BudgetRecord[] = [];
  const store: BudgetStore = { load: () => record, save: (now) => void saved.push(now) };
  return { lease: new Lease(store, toNano(1)), saved };
}
const sums = (spent: number, reserved = 0, unreported = 0) => ({
  spent: toNano(spent),
  reserved: toNano(reserved),
  unreported: toNano(unreported),
});
const record = (spent_usd: number, leased_usd: number, unreported_usd = 0) => ({
  spent_usd: expect.closeTo(spent_usd, 9),
  leased_usd: expect.closeTo(leased_usd, 9),
  unreported_usd: expect.closeTo(unreported_usd, 9),
});

describe('Lease', () => {
  it('should write ahead a hundredth of the cap, or a quarter of what is set aside, and no more than the cap', () => {
    const { lease, saved } = leaseOf();
    lease.cover(sums(0, 0.02));
    lease.cover(sums(0, 0.03));
    expect(saved).toEqual([record(0, 0.03)]);
    lease.cover(sums(0.01, 0.4));
    expect(saved.slice(1)).toEqual([record(0.01, 0.5)]);
    lease.cover(sums(0.1, 0.85, 0.05));
    expect(saved.slice(2)).toEqual([record(0.1, 0.9, 0.05)]);
  });

  it('should give back what was only needed once, when it is more than four times what is written ahead', () => {
    const { lease, saved } = leaseOf();
    lease.cover(sums(0, 0.2));
    expect(saved).toEqual([record(0, 0.25)]);
    lease.settled(sums(0.21));
    expect(saved).toHaveLength(1);
    lease.settled(sums(0.2099));
    expect(saved.slice(1)).toEqual([record(0.2099, 0.01)]);
  });

  it('should record at once what has cost more than was set aside, and not what took it all', () => {
    const { lease, saved } = leaseOf();
    lease.cover(sums(0, 0.2));
    lease.settled(sums(0.25));
    expect(saved).toHaveLength(1);
    lease.settled(sums(0.26));
    expect(saved.slice(1)).toEqual([record(0.26, 0.01)]);
    lease.settled(sums(1.5));
    expect(saved.slice(2)).toEqual([record(1.5, 0)]);
  });

  it('should begin where an earlier run stopped: what was leased then is spent, and nobody has billed it', () => {
    const { lease, saved } = leaseOf({ spent_usd: 0.4, unreported_usd: 0.1, leased_usd: 0.05 });
    expect([lease.spentBefore, lease.unreportedBefore]).toEqual([toNano(0.45), toNano(0.15)]);
    lease.cover(sums(0.45));
    lease.close(sums(0.45));
    expect(saved).toEqual([]);
    lease.cover(sums(0.45, 0.01, 0.15));
    lease.close(sums(0.46, 0, 0.15));
    expect(saved).toEqual([record(0.45, 0.02, 0.15), record(0.46, 0, 0.15)]);
    expect(leaseOf().lease).toMatchObject({ spentBefore: 0, unreportedBefore: 0 });
  });

  it('should tell before a call that nothing can be recorded, and stay silent after one', () => {
    let isBroken = true;
    const store: BudgetStore = {
      load: () => undefined,
      save: () => {
        if (isBroken) throw new Error('the disk is full');
      },
    };
    const lease = new Lease(store, toNano(1));
    expect(() => lease.cover(sums(0, 0.2))).toThrow('what is spent cannot be recorded: the disk is full');
    isBroken = false;
    lease.cover(sums(0, 0.2));
    isBroken = true;
    lease.settled(sums(0.3));
    // Not recorded, so not covered.
    expect(() => lease.cover(sums(0.3))).toThrow('cannot be recorded');
    expect(() => lease.close(sums(0.3))).toThrow('cannot be recorded');
    new Lease(undefined, toNano(1)).cover(sums(0.3));
  });
});
