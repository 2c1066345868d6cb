import { describe, expect, it } from 'vitest';
import { createRoom } from '../../../src/engine/room.js';

/** A room with so many of a size in it, and what is left when its waiter is woken. */
function filled(window: Parameters<typeof createRoom>[0], count: number, size: number) {
  const room = createRoom(window);
  for (let n = 0; n < count; n++) room.add(size);
  const woken: number[] = [];
  room.whenRoom(() => woken.push(room.items));
  const removeAll = () => {
    while (room.items > 0) room.remove(size);
    return woken;
  };
  return { room, removeAll };
}

describe('createRoom', () => {
  it('should wake at three quarters of its items, once', () => {
    expect(filled({ maxItems: 8 }, 8, 1).removeAll()).toEqual([6]);
  });

  it('should wake at three quarters of its bytes', () => {
    expect(filled({ maxBytes: 100 }, 8, 25).removeAll()).toEqual([3]);
  });

  it('should wake when both have room, not one of them', () => {
    expect(filled({ maxItems: 8, maxBytes: 100 }, 8, 50).removeAll()).toEqual([1]);
    expect(filled({ maxItems: 4, maxBytes: 1_000 }, 8, 100).removeAll()).toEqual([3]);
  });

  it('should wake, and have room, when nothing is left, whatever the bytes come to', () => {
    expect(filled({ maxItems: 1 }, 1, 1).removeAll()).toEqual([0]);
    // A prompt that somebody shortened while it was held is given back as less than was taken.
    const { room } = filled({ maxBytes: 100 }, 1, 500);
    let woken = 0;
    room.whenRoom(() => woken++);
    room.remove(10);
    expect([room.hasRoom, woken]).toEqual([true, 1]);
  });

  it('should hold a thousand prompts, or 64 MiB, when told nothing', () => {
    expect(filled({}, 999, 1).room.hasRoom).toBe(true);
    expect(filled({}, 1_000, 1).room.hasRoom).toBe(false);
    expect(filled({}, 1, 2 ** 26 - 1).room.hasRoom).toBe(true);
    expect(filled({}, 1, 2 ** 26).room.hasRoom).toBe(false);
  });

  it('should not forget the wish of one when another takes back an older', () => {
    const room = createRoom({ maxItems: 1 });
    let woken = 0;
    room.add(1);
    const takeBack = room.whenRoom(() => {});
    room.whenRoom(() => woken++);
    takeBack();
    room.remove(1);
    expect(woken).toBe(1);
  });

  it('should allow for one of each', () => {
    expect(() => createRoom({ maxItems: 1, maxBytes: 1 })).not.toThrow();
  });
});
