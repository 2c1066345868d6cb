import { describe, expect, it } from 'vitest';
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
});
