import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Attempt } from '../../src/client/Attempt.js';
import type { RouteContext } from '../../src/client/RouteContext.js';
import type { CallEvent } from '../../src/types/CallEvent.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { aReply } from '../helpers/aReply.js';

describe('Attempt', () => {
  it('should count the time up to the last byte, however long the answer is kept waiting', () => {
    const events: CallEvent[] = [];
    const route = {
      name: 'main',
      observe: (event: CallEvent) => events.push(event),
    } as unknown as RouteContext;
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const attempt = new Attempt(route, 'deepseek-flash', aPrompt());
    vi.advanceTimersByTime(30);
    attempt.stop();
    vi.advanceTimersByTime(100);
    expect(attempt.succeed({ ...aReply(), usage: null }).latencyMs).toBe(30);
    expect(events.at(-1)).toMatchObject({ type: 'attempt-end', outcome: 'ok', latencyMs: 30 });
  });
});
