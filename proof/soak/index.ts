import { withSimulators } from '../../bench/withSimulators.js';
import { regions } from './faults.js';
import { soakFor } from './soakFor.js';

/** Every fault of the simulator at once: every prompt ends in one row, nothing is left behind, memory is flat. */
export async function soak({
  runs = 600,
  seed = 1,
}: {
  /** Seconds. */
  readonly runs?: number | undefined;
  readonly seed?: number | undefined;
}): Promise<void> {
  await withSimulators(regions(seed), async (simulators) => {
    const found = await soakFor(
      simulators.map(({ url }) => url),
      runs,
    );
    const { prompts, ok, failed, requests, outcomes, aborted, heapMb, wrong } = found;
    console.log(`${prompts} prompts in ${runs} s: ${ok} ok, failed ${JSON.stringify(failed)}`);
    console.log(`${requests} requests, and ${aborted} runs that were aborted; ${JSON.stringify(outcomes)}`);
    console.log(`heap, MB: ${heapMb.join(' ')}`);
    console.log(
      wrong.length === 0 ? 'nothing is left behind' : wrong.map((what) => `WRONG: ${what}`).join('\n'),
    );
    if (wrong.length > 0) process.exitCode = 1;
  });
}
