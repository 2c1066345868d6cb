import { withSimulators } from '../withSimulators.js';
import { programs } from './programs.js';
import { prompts } from './prompts.js';

/** An evening in China: off-peak, so that the sums are the same at any hour. */
const AT = { startAt: '2026-11-24T20:00:00+08:00' };

/** What the simulator bills for the same prompts, of which a share are repeats. */
export async function cost(count: number): Promise<void> {
  console.log(`Cost of ${count} prompts`);
  const names = Object.keys(programs);
  for (const repeated of [0.3, 0.7]) {
    await withSimulators(
      names.map(() => AT),
      async (simulators) => {
        let dearest = 0;
        for (const [index, simulator] of simulators.entries()) {
          const name = names[index] as string;
          await programs[name]?.([simulator.url], prompts(count, repeated), () => {});
          const { billedUsd } = await simulator.stats();
          dearest ||= billedUsd;
          const less = (100 * (1 - billedUsd / dearest)).toFixed(1);
          console.log(
            `  ${`${100 * repeated} % repeats`.padEnd(14)} ${name.padEnd(12)} $${billedUsd.toFixed(6)}  ${less.padStart(5)} % less`,
          );
        }
      },
    );
  }
}
