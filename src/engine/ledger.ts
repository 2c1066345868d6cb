import type { SourceAccount } from '../types/Account.js';
import { Crowd } from './Crowd.js';
import { createRoom, type Window } from './room.js';

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

/** A prompt by its position; a part of one by both numbers, so that the many others need no text for a key. */
type Key = number | string;

function keyOf(seq: number, part: number | undefined): Key {
  return part === undefined ? seq : `${seq}/${part}`;
}

/** Makes a {@link Ledger}. */
export function createLedger(window?: Window): Ledger {
  const room = createRoom(window);
  const crowd = new Crowd();
  // Bytes, or their complement once claimed. Map keeps the order of insertion: the oldest come first.
  const tickets = new Map<Key, number>();
  /** Of divided documents: how many of their parts have a ticket. */
  const parts = new Map<number, number>();
  let settled = 0;
  let unclaimed = 0;
  let held = 0;

  const settle = (seq: number, part?: number): boolean => {
    const key = keyOf(seq, part);
    const bytes = tickets.get(key);
    if (bytes === undefined) return false;
    tickets.delete(key);
    if (part !== undefined) {
      const others = (parts.get(seq) as number) - 1;
      if (others === 0) parts.delete(seq);
      else parts.set(seq, others);
    }
    settled++;
    if (bytes >= 0) unclaimed--;
    room.remove(bytes < 0 ? ~bytes : bytes);
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
      const key = keyOf(seq, part);
      if (tickets.has(key)) throw new RangeError(`the source emitted seq ${key} twice`);
      tickets.set(key, bytes);
      if (part !== undefined) parts.set(seq, (parts.get(seq) ?? 0) + 1);
      unclaimed++;
      room.add(bytes);
    },
    passed() {},
    awaits: (seq, part) => tickets.has(keyOf(seq, part)) || (part === undefined && parts.has(seq)),
    claim(seq, part) {
      const key = keyOf(seq, part);
      const bytes = tickets.get(key);
      if (bytes === undefined || bytes < 0) return false;
      tickets.set(key, ~bytes);
      unclaimed--;
      return true;
    },
    settle,
    joinPart(seq, part) {
      if (!tickets.has(seq)) {
        tickets.set(seq, 0);
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
    oldest(count) {
      const seqs = new Set<number>();
      for (const [key, bytes] of tickets) {
        if (seqs.size === count) break;
        if (bytes >= 0) seqs.add(Number.parseInt(String(key), 10));
      }
      return [...seqs];
    },
  };
}
