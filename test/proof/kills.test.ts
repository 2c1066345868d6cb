import { describe, expect, it } from 'vitest';
import { halfWay } from '../../proof/kills/halfWay.js';
import { prove } from '../../proof/kills/index.js';
import { scenarios } from '../../proof/kills/Scenario.js';
import { realCli } from '../cli/cli.js';

const { main } = realCli();
const short = [
  'failures apart, ordered',
  'writes of seven bytes',
  'a pipe',
  'retry, failures apart',
  'an input that grows',
];

describe('runs that are killed at any moment', () => {
  // The whole of it is npm run proof -- kills.
  it.concurrent.each(scenarios.filter(({ name }) => short.includes(name)))(
    'should have one row for each prompt at the end: $name',
    async (scenario) => {
      const { wrong, kills, passes } = await prove(scenario, { main, prompts: 120, kills: 2, seed: 7 });
      expect(wrong).toEqual([]);
      expect(kills).toBe(2);
      expect(passes).toBeGreaterThan(0);
    },
    120_000,
  );

  it.concurrent('should cost one pass, and what was in flight, when they are killed half way', async () => {
    const plan = { prompts: 300, concurrency: 16, flags: [] };
    const { onePass, all, inFlight, wrong } = await halfWay(plan, main);
    expect(wrong).toEqual([]);
    expect(inFlight.calls).toBeGreaterThan(0);
    expect(all.usd).toBeGreaterThan(onePass.usd);
  }, 120_000);
});
