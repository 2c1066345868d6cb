import { setTimeout as sleep } from 'node:timers/promises';
import { type RemoteSimulator, withSimulators } from '../withSimulators.js';
import { programs } from './programs.js';
import { prompts } from './prompts.js';

/** An answer, or a prompt that is lost. */
interface Event {
  readonly at: number;
  readonly region: number | undefined;
}

/** Options of {@link recovery}. */
interface RecoveryOptions {
  readonly latency: Readonly<Record<string, string>>;
  readonly outages: number;
  readonly outageMs: number;
  /** Before each outage and after it. */
  readonly calmMs: number;
}

/** The first of two regions refuses every connection for a while, again and again: what becomes of the prompts. */
export async function recovery(
  perSecond: ReadonlyMap<string, number>,
  { latency, outages, outageMs, calmMs }: RecoveryOptions,
): Promise<void> {
  console.log(`A region that dies ${outages} times, for ${outageMs / 1_000} s; another one stands`);
  const seconds = (outages * (outageMs + 2 * calmMs)) / 1_000;
  const regions = Object.keys(programs).flatMap(() => [{ faults: latency }, { faults: latency }]);
  await withSimulators(regions, async (simulators) => {
    for (const [index, [name, program]] of Object.entries(programs).entries()) {
      const [first, second] = simulators.slice(2 * index) as [RemoteSimulator, RemoteSimulator];
      // More than it could answer in that time, were there no outage.
      const asked = prompts(Math.ceil(1.5 * (perSecond.get(name) ?? 1) * seconds), 0);
      const events: Event[] = [];
      const running = program([first.url, second.url], asked, (region) =>
        events.push({ at: performance.now(), region }),
      );
      const [deaths, returns]: [number[], number[]] = [[], []];
      for (let outage = 0; outage < outages; outage++) {
        await sleep(calmMs);
        await first.die(outageMs);
        deaths.push(performance.now());
        await sleep(outageMs);
        returns.push(performance.now());
        await sleep(calmMs);
      }
      await running;
      const elsewhere = deaths.map((time) => after(events, time, ({ region }) => region !== undefined));
      const back = returns.map((time) => after(events, time, ({ region }) => region === 0));
      const lost = events.filter(({ region }) => region === undefined).length;
      console.log(
        `  ${name.padEnd(12)} ${lost} of ${asked.length} lost; success again ${told(elsewhere)}; back ${told(back)}`,
      );
    }
  });
}

function after(events: readonly Event[], time: number, matches: (event: Event) => boolean): number {
  const found = events.find((event) => event.at >= time && matches(event));
  return found === undefined ? Number.POSITIVE_INFINITY : found.at - time;
}

function told(times: readonly number[]): string {
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  return Number.isFinite(mean)
    ? `after ${(mean / 1_000).toFixed(2)} s (worst ${(Math.max(...times) / 1_000).toFixed(2)} s)`
    : 'never';
}
