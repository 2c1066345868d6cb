import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** Waits until it is so, looking at every turn of the event loop or every so many milliseconds; fails after a minute. */
export async function until(isSo: () => boolean, everyMs = 0): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  while (!isSo()) {
    if (performance.now() > giveUpAt) throw new Error(`it never was so: ${isSo}`);
    await (everyMs === 0 ? turn() : sleep(everyMs));
  }
}
