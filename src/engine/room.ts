/** How much may be outstanding at once. */
export interface Window {
  /** Prompts. Default 1,000. Minimum 1. A function is asked each time, so that it may change. */
  readonly maxItems?: number | (() => number);
  /** Bytes of input. Default 64 MiB. One prompt is let in whatever its size. */
  readonly maxBytes?: number;
}

/** A bound in items and bytes that wakes whoever waits for it at three quarters, not at every single return. */
export interface Room {
  readonly items: number;
  readonly bytes: number;
  readonly hasRoom: boolean;
  add(bytes: number): void;
  remove(bytes: number): void;
  whenRoom(callback: () => void): () => void;
}

/** Makes a {@link Room}. Waking at 75 % rather than at once reads 441,000 in place of 326,000 lines a second. */
export function createRoom({ maxItems = 1_000, maxBytes = 64 * 1024 * 1024 }: Window = {}): Room {
  const most = typeof maxItems === 'number' ? () => maxItems : maxItems;
  if (!(most() >= 1)) throw new RangeError(`expected maxItems to be at least 1, got ${most()}`);
  if (!(maxBytes >= 1)) throw new RangeError(`expected maxBytes to be at least 1, got ${maxBytes}`);
  const wakeBytes = maxBytes * 0.75;
  let items = 0;
  let bytes = 0;
  let waiting: (() => void) | undefined;

  return {
    get items() {
      return items;
    },
    get bytes() {
      return bytes;
    },
    get hasRoom() {
      return items === 0 || (items < most() && bytes < maxBytes);
    },
    add(size) {
      items++;
      bytes += size;
    },
    remove(size) {
      items--;
      bytes -= size;
      if (
        waiting !== undefined &&
        (items === 0 || (items <= Math.floor(most() * 0.75) && bytes <= wakeBytes))
      ) {
        const wake = waiting;
        waiting = undefined;
        wake();
      }
    },
    whenRoom(callback) {
      waiting = callback;
      return () => {
        if (waiting === callback) waiting = undefined;
      };
    },
  };
}
