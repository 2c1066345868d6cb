import { type RemoteSimulator, withSimulators } from '../withSimulators.js';
import { programs } from './programs.js';
import { prompts } from './prompts.js';

/** Prompts a second of each program, every prompt another one, at that latency. */
export async function throughput(
  latency: Readonly<Record<string, string>>,
  seconds: number,
): Promise<ReadonlyMap<string, number>> {
  const rates = new Map<string, number>();
  console.log('Prompts a second, no two alike');
  const all = Object.entries(programs);
  await withSimulators(
    all.map(() => ({ faults: latency })),
    async (simulators) => {
      for (const [index, [name, program]] of all.entries()) {
        const urls = [(simulators[index] as RemoteSimulator).url];
        // A first look at its speed, which warms it up too; then about as long as was asked for.
        const first = await rate(() => program(urls, prompts(50, 0), () => {}), 50);
        const count = Math.max(50, Math.round(first * seconds));
        const perSecond = await rate(() => program(urls, prompts(count, 0), () => {}), count);
        rates.set(name, perSecond);
        const ratio = perSecond / (rates.get('basic loop') as number);
        console.log(
          `  ${name.padEnd(12)} ${perSecond.toFixed(1).padStart(7)}/s  ${ratio.toFixed(1).padStart(5)} x`,
        );
      }
    },
  );
  return rates;
}

async function rate(run: () => Promise<void>, count: number): Promise<number> {
  const startedAt = performance.now();
  await run();
  return (1_000 * count) / (performance.now() - startedAt);
}
