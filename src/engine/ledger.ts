import type { SourceAccount } from '../types/Account.js';

import { createRoom, type Window } from './room.js';

/**
 * A run's account of outstanding prompts: a ticket is taken when the source emits and settled when the last
 * sink has written. It is at once the backpressure, the acknowledgement and the «outstanding» gauge.
 */
export interface Ledger extends Omit<SourceAccount, 'enclose' | 'drop' | 'awaits'> {
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
  /** True while there is a ticket for `seq`. */
  awaits(seq: number): boolean;
  /** The outcome of `seq` has come: true once for each ticket, so that no prompt has two rows. */
  claim(seq: number): boolean;
  /** Settles a ticket; false when there is none (any more). */
  settle(seq: number): boolean;
  /** The unclaimed positions that have been outstanding longest. */
  oldest(count: number): number[];
}

/** Makes a {@link Ledger}. */
export function createLedger(window?: Window): Ledger {
  const room = createRoom(window);
  // Seq -> bytes, or their complement once claimed. Map keeps the order of insertion: the oldest come first.
  const tickets = new Map<number, number>();
  let settled = 0;
  let unclaimed = 0;
  let held = 0;

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
    take({ seq }, bytes) {
      if (tickets.has(seq)) throw new RangeError(`the source emitted seq ${seq} twice`);
      tickets.set(seq, bytes);
      unclaimed++;
      room.add(bytes);
    },
    passed() {},
    awaits: (seq) => tickets.has(seq),
    claim(seq) {
      const bytes = tickets.get(seq);
      if (bytes === undefined || bytes < 0) return false;
      tickets.set(seq, ~bytes);
      unclaimed--;
      return true;
    },
    settle(seq) {
      const bytes = tickets.get(seq);
      if (bytes === undefined) return false;
      tickets.delete(seq);
      settled++;
      if (bytes >= 0) unclaimed--;
      room.remove(bytes < 0 ? ~bytes : bytes);
      return true;
    },
    hold() {
      held++;
    },
    release() {
      held--;
    },
    oldest(count) {
      const seqs: number[] = [];
      for (const [seq, bytes] of tickets) {
        if (seqs.length === count) break;
        if (bytes >= 0) seqs.push(seq);
      }
      return seqs;
    },
  };
}
