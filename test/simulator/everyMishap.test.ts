import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mishaps } from '../../src/simulator/faults/mishaps.js';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { ask, chatBody } from './ask.js';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ faults: { stallMs: 1, dripMs: 0, dripBytes: 500 } });
});
afterAll(() => simulator.close());

describe('whatever may befall a request', () => {
  it.each(mishaps)('should strike by a rate, by a plan and as the next one, and pass: %s', async (mishap) => {
    const post = () =>
      ask(`${simulator.url}/chat/completions`, chatBody('为什么?', { stream: true, max_tokens: 3 })).catch(
        () => null,
      );
    const struck = () => simulator.stats().faults[mishap] ?? 0;
    const rate = { [`${mishap}Rate`]: 1 };

    simulator.setFaults(rate);
    await post();
    simulator.setFaults({ [`${mishap}Rate`]: 0 });
    expect(struck()).toBe(1);
    simulator.setPlan({ steps: [{ where: { stream: true }, faults: rate }] });
    await post();
    simulator.setPlan(null);
    expect(struck()).toBe(2);
    simulator.setFaults({ next: [mishap] });
    await post();
    expect(struck()).toBe(3);
    expect((await post())?.text).toMatch(/"finish_reason":"length".*\n\ndata: \[DONE\]\n\n$/);
    expect(struck()).toBe(3);
  });
});
