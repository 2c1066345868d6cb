import type { SourceAccount } from '../types/Account.js';

import { createRoom, type Window } from './room.js';

/**
 * A run's account of outstanding prompts: a ticket is taken when the source emits and settled when the last
 * sink has written. It is at once the backpressure, the acknowledgement and the «outstanding» gauge.
 */
export interface Ledger extends Omit<SourceAccount, 'enclose' | 'drop'> {
  /** Prompts that went in and have not come out. */
  readonly outstanding: number;
  /** Bytes of input that they came from. */
  readonly bytes: number;
  /** Values that an operator of ours keeps at this moment. */
  readonly held: number;
  /** Settles a ticket; false when there is none (any more). */
  settle(seq: number): boolean;
  /** The positions that have been outstanding longest. */
  oldest(count: number): number[];
}

/** Makes a {@link Ledger}. */
export function createLedger(window?: Window): Ledger {
  const room = createRoom(window);
  // Map keeps the order of insertion: the first keys are the oldest tickets.
  const tickets = new Map<number, number>();
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
    get hasRoom() {
      return room.hasRoom;
    },
    whenRoom: room.whenRoom,
    take({ seq }, bytes) {
      if (tickets.has(seq)) throw new RangeError(`the source emitted seq ${seq} twice`);
      tickets.set(seq, bytes);
      room.add(bytes);
    },
    passed() {},
    settle(seq) {
      const bytes = tickets.get(seq);
      if (bytes === undefined) return false;
      tickets.delete(seq);
      room.remove(bytes);
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
      for (const seq of tickets.keys()) {
        if (seqs.length === count) break;
        seqs.push(seq);
      }
      return seqs;
    },
  };
}
