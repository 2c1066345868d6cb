import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
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
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('should take two that come at once for one, and a later one for a second', () => {
    const { log } = listening();
    press();
    press();
    vi.advanceTimersByTime(199);
    press();
    expect(log).toEqual(['stop SIGINT']);
    vi.advanceTimersByTime(2);
    press();
    expect(log).toEqual(['stop SIGINT', 'abort SIGINT']);
  });

  it('should take them for one however late a busy process hears of the second', () => {
    const { log } = listening();
    press();
    // What has waited: first the timers, then the signals, and then what those timers put off to the end of the turn.
    vi.runOnlyPendingTimers();
    press();
    expect(log).toEqual(['stop SIGINT']);
    vi.runOnlyPendingTimers();
    press();
    expect(log).toEqual(['stop SIGINT', 'abort SIGINT']);
  });

  it('should leave signals to the system when it is closed', () => {
    const { log, signals } = listening();
    const listeners = process.listenerCount('SIGINT');
    signals.close();
    expect(process.listenerCount('SIGINT')).toBe(listeners - 1);
    expect([log, signals.received]).toEqual([[], undefined]);
  });
});
