import type { SourceAccount } from '../types/Account.js';
import { Crowd } from './Crowd.js';
import { createRoom, type Window } from './room.js';
import { Tickets } from './Tickets.js';

/**
 * A run's account of outstanding prompts: a ticket is taken when the source emits and settled when the last
 * sink has written. It is at once the backpressure, the acknowledgement and the «outstanding» gauge.
 */
export interface Ledger
  extends Omit<SourceAccount, 'enclose' | 'drop' | 'awaits' | 'fork' | 'join' | 'crowd'> {
  /** Prompts that went in and have not come out. */
  readonly outstanding: number;
  /** Bytes of input that they came from. */
  readonly bytes: number;
  /** Values that an operator of ours keeps at this moment. */
  readonly held: number;
  /** Prompts that have come out so far. */
  readonly settled: number;
  /** Prompts whose outcome has not reached the sinks. */
  readonly unclaimed: number;
  crowd(change: 1 | -1): void;
  /** True while there is a ticket for `part` of `seq`, or, without one, any for `seq`. */
  awaits(seq: number, part?: number): boolean;
  /** The outcome has come: true once for each ticket, so that no prompt has two rows. */
  claim(seq: number, part?: number): boolean;
  /** Settles a ticket; false when there is none (any more). */
  settle(seq: number, part?: number): boolean;
  /** Settles the ticket of a part, and sees to it that its document has one. */
  joinPart(seq: number, part: number): void;
  /** The unclaimed positions that have been outstanding longest. */
  oldest(count: number): number[];
}

/** Makes a {@link Ledger}. */
export function createLedger(window?: Window): Ledger {
  const room = createRoom(window);
  const crowd = new Crowd();
  const tickets = new Tickets();
  /** Of divided documents: how many of their parts have a ticket. */
  const parts = new Map<number, number>();
  let settled = 0;
  let unclaimed = 0;
  let held = 0;

  const settle = (seq: number, part?: number): boolean => {
    const wasClaimed = tickets.isClaimed(seq, part);
    const bytes = tickets.remove(seq, part);
    if (bytes === -1) return false;
    if (part !== undefined) {
      const others = (parts.get(seq) as number) - 1;
      if (others === 0) parts.delete(seq);
      else parts.set(seq, others);
    }
    settled++;
    if (!wasClaimed) unclaimed--;
    room.remove(bytes);
    return true;
  };

  return {
    get outstanding() {
      return room.items;
    },
    get bytes() {
      return room.bytes;
    },
    get held() {
      return held;
    },
    get settled() {
      return settled;
    },
    get unclaimed() {
      return unclaimed;
    },
    get hasRoom() {
      return room.hasRoom;
    },
    whenRoom: room.whenRoom,
    get crowded() {
      return crowd.isThere;
    },
    whenUncrowded: (callback) => crowd.whenGone(callback),
    crowd: (change) => crowd.change(change),
    take({ seq, part }, bytes) {
      if (!Number.isSafeInteger(seq)) throw new RangeError(`expected seq to be a whole number, got ${seq}`);
      if (!tickets.add(seq, part, bytes)) {
        throw new RangeError(`the source emitted seq ${part === undefined ? seq : `${seq}/${part}`} twice`);
      }
      if (part !== undefined) parts.set(seq, (parts.get(seq) ?? 0) + 1);
      unclaimed++;
      room.add(bytes);
    },
    passed() {},
    awaits: (seq, part) => tickets.has(seq, part) || (part === undefined && parts.has(seq)),
    claim(seq, part) {
      if (!tickets.claim(seq, part)) return false;
      unclaimed--;
      return true;
    },
    settle,
    joinPart(seq, part) {
      if (tickets.add(seq, undefined, 0)) {
        unclaimed++;
        room.add(0);
      }
      settle(seq, part);
    },
    hold() {
      held++;
    },
    release() {
      held--;
    },
    oldest: (count) => tickets.oldest(count),
  };
}
