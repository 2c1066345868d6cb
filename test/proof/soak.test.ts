import { beforeAll, describe, expect, it } from 'vitest';
import { withSimulators } from '../../bench/withSimulators.js';
import { regions } from '../../proof/soak/faults.js';
import { soakFor } from '../../proof/soak/soakFor.js';
import { buildOnce } from '../helpers/buildOnce.js';

describe('every fault of the simulator at once', () => {
  beforeAll(buildOnce);

  // Ten minutes of it are npm run proof -- soak.
  it('should end every prompt in one row, and leave no permit, ticket, socket, timer or listener behind', async () => {
    await withSimulators(regions(7), async (simulators) => {
      const { prompts, ok, aborted, outcomes, wrong } = await soakFor(
        simulators.map(({ url }) => url),
        15,
      );
      expect(wrong).toEqual([]);
      expect(ok).toBeGreaterThan(0);
      expect(prompts).toBeGreaterThanOrEqual(ok);
      expect(aborted).toBeGreaterThan(10);
      // They did befall it.
      expect(Object.keys(outcomes).length).toBeGreaterThan(6);
    });
  }, 120_000);
});
