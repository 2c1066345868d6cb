import { describe, expect, it } from 'vitest';
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
    const attempt = new Attempt(route, 'deepseek-flash', aPrompt());
    attempt.stop();
    const until = performance.now() + 100;
    while (performance.now() < until);
    expect(attempt.succeed({ ...aReply(), usage: null }).latencyMs).toBeLessThan(50);
    expect(events.at(-1)).toMatchObject({ type: 'attempt-end', outcome: 'ok' });
    expect((events.at(-1) as { latencyMs: number }).latencyMs).toBeLessThan(50);
  });
});
