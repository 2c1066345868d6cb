import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tickets } from '../../../src/engine/Tickets.js';

/** Near each other, far apart and beyond 32 bits, so that places meet and wrap around. */
const seqs = fc.oneof(
  fc.nat(40),
  fc.nat(8).map((n) => n * 64),
  fc.nat(8).map((n) => 2 ** 40 + 64 * n),
  fc.constant(-1),
);
const parts = fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.nat(3));
const steps = fc.array(fc.tuple(fc.constantFrom('add', 'claim', 'remove'), seqs, parts), {
  maxLength: 300,
  size: 'max',
});

interface Known {
  readonly seq: number;
  readonly part: number | undefined;
  readonly bytes: number;
  claimed: boolean;
}

describe('Tickets', () => {
  it('should be what a Map is, whatever positions come and go', () => {
    fc.assert(
      fc.property(steps, (course) => {
        const tickets = new Tickets();
        const known = new Map<string, Known>();
        course.forEach(([step, seq, part], bytes) => {
          const key = `${seq}/${part}`;
          const ticket = known.get(key);
          if (step === 'add') {
            expect(tickets.add(seq, part, bytes)).toBe(ticket === undefined);
            if (ticket === undefined) known.set(key, { seq, part, bytes, claimed: false });
          } else if (step === 'claim') {
            expect(tickets.claim(seq, part)).toBe(ticket?.claimed === false);
            if (ticket !== undefined) ticket.claimed = true;
          } else {
            expect(tickets.remove(seq, part)).toBe(ticket?.bytes ?? -1);
            known.delete(key);
          }
          for (const { seq, part, claimed } of known.values())
            expect([tickets.has(seq, part), tickets.isClaimed(seq, part)]).toEqual([true, claimed]);
          expect(tickets.has(seq, part)).toBe(known.has(key));
          const open = [...known.values()].filter(({ claimed }) => !claimed);
          expect(tickets.oldest(3)).toEqual([...new Set(open.map(({ seq }) => seq))].slice(0, 3));
        });
      }),
      { numRuns: 200 },
    );
  });

  it('should hold as many as there are', () => {
    const tickets = new Tickets();
    for (let seq = 0; seq < 10_000; seq++) expect(tickets.add(seq * 7, undefined, seq)).toBe(true);
    expect(tickets.oldest(2)).toEqual([0, 7]);
    for (let seq = 9_999; seq >= 0; seq--) expect(tickets.remove(seq * 7)).toBe(seq);
    expect([tickets.oldest(1), tickets.remove(7)]).toEqual([[], -1]);
  });
});
