import type { SourceAccount } from '../types/Account.js';
import { Crowd } from './Crowd.js';
import { createRoom, type Window } from './room.js';
import { sizeOf } from './sizeOf.js';

/**
 * The account of a source outside a `run`: what our operators keep counts, and nothing else. A value that
 * nobody keeps is through, so stock operators may drop, split and join as they like.
 */
export function createHoldings(window?: Window): SourceAccount {
  const room = createRoom(window);
  const crowd = new Crowd();
  const hold = (value: unknown) => room.add(sizeOf(value));
  const release = (value: unknown) => room.remove(sizeOf(value));
  return {
    get hasRoom() {
      return room.hasRoom;
    },
    whenRoom: room.whenRoom,
    get crowded() {
      return crowd.isThere;
    },
    whenUncrowded: (callback) => crowd.whenGone(callback),
    crowd: (change) => crowd.change(change),
    take: hold,
    passed: release,
    hold,
    release,
  };
}
