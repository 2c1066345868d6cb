import { stat } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listenForStop } from '../../src/cli/stopSignals.js';

function listening() {
  const log: string[] = [];
  const signals = listenForStop(60_000);
  onTestFinished(() => signals.close());
  signals.stop.subscribe((signal) => log.push(`stop ${signal}`));
  signals.abort.subscribe((signal) => log.push(`abort ${signal}`));
  return { log, signals };
}

const press = () => process.emit('SIGINT', 'SIGINT');

describe('listenForStop', () => {
  it('should take two that come at once for one, and a later one for a second', async () => {
    const { log } = listening();
    press();
    press();
    await sleep(20);
    press();
    expect(log).toEqual(['stop SIGINT']);
    await sleep(400);
    press();
    expect(log).toEqual(['stop SIGINT', 'abort SIGINT']);
  });

  it('should take them for one however late a busy process hears of the second', async () => {
    const { log } = listening();
    press();
    // Ready at once, and heard where signals are: behind the timers.
    const heard = new Promise<void>((resolve) => stat('.', () => resolve(void press())));
    const until = performance.now() + 400;
    while (performance.now() < until);
    await heard;
    expect(log).toEqual(['stop SIGINT']);
  });

  it('should leave signals to the system when it is closed', async () => {
    const { log, signals } = listening();
    const listeners = process.listenerCount('SIGINT');
    signals.close();
    expect(process.listenerCount('SIGINT')).toBe(listeners - 1);
    expect([log, signals.received]).toEqual([[], undefined]);
  });
});
