import { describe, expect, it } from 'vitest';
import { planOf } from '../../proof/budget/Plan.js';
import { proveOne } from '../../proof/budget/proveOne.js';
import { realCli } from '../cli/cli.js';

const { main, folder } = realCli();

describe('--max-cost, killed and resumed', () => {
  // The whole of it is npm run proof -- budget.
  it.each([3, 8, 11])(
    'should never be exceeded by what the servers bill: plan %i',
    async (seed) => {
      const plan = planOf(seed);
      expect(plan.kills.length).toBeGreaterThan(0);
      const { wrong, billedUsd } = await proveOne({ ...plan, prompts: 600 }, main, folder);
      expect(wrong).toEqual([]);
      expect(billedUsd).toBeGreaterThan(0);
    },
    120_000,
  );
});
