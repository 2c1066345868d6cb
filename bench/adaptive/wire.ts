import { lastValueFrom, tap } from 'rxjs';
import {
  AdaptiveConcurrency,
  complete,
  createClient,
  fromIterable,
  gcraLimiter,
  type Outcome,
  promptForm,
  run,
} from 'rxprompt';
import { asyncioOf } from '../guide/asyncio.js';
import type { Program } from '../guide/Program.js';
import { prompts } from '../guide/prompts.js';
import { type RemoteSimulator, withSimulators } from '../withSimulators.js';

/** Nothing is set: it finds out. More prompts are in hand than calls are made at once. */
const ours: Program = async ([baseUrl = ''], questions, answered) => {
  const codec = promptForm({ path: '/v1/nlp' });
  const limiter = gcraLimiter({ concurrency: new AdaptiveConcurrency() });
  const client = createClient({ routes: [{ baseUrl, apiKey: 'any', codec, limiter }] });
  const tell = tap<Outcome>(({ status }) => answered(status === 'ok' ? 0 : undefined));
  await lastValueFrom(run(fromIterable(questions), complete(client, { concurrency: 300 }), tell));
  await client.close();
};

/**
 * The guide's asyncio form at its best setting and at two wrong ones, and ours without any, one after the other before
 * simulators that limit calls at once.
 */
export async function wire({ limit = 100, count = 6_000 } = {}): Promise<void> {
  const variants: Record<string, Program> = {
    [`asyncio, a semaphore of ${limit}`]: asyncioOf(limit),
    'asyncio, a semaphore of 10': asyncioOf(10),
    [`asyncio, a semaphore of ${3 * limit}`]: asyncioOf(3 * limit),
    'ours, nothing set': ours,
  };
  console.log(`On the wire: ${limit} calls at once are let in, for about a second each`);
  const faults = { maxInFlight: limit, firstTokenMs: 'lognormal:1000,0.4' };
  const names = Object.keys(variants);
  await withSimulators(
    names.map(() => ({ answerTokens: 5, faults })),
    async (simulators) => {
      let best: number | undefined;
      for (const [index, name] of names.entries()) {
        const simulator = simulators[index] as RemoteSimulator;
        // Ten at once take ten times as long: fewer will do.
        const asked = index === 1 ? Math.ceil(count / 10) : count;
        let ok = 0;
        const startedAt = performance.now();
        const told = (region: number | undefined) => {
          if (region !== undefined) ok++;
        };
        await (variants[name] as Program)([simulator.url], prompts(asked, 0), told);
        const perSecond = (1_000 * ok) / (performance.now() - startedAt);
        best ??= perSecond;
        const { byStatus, requests } = await simulator.stats();
        console.log(
          `  ${name.padEnd(28)} ${perSecond.toFixed(1).padStart(6)} answers a second, ` +
            `${((100 * perSecond) / best).toFixed(1).padStart(5)} %; ` +
            `429 ${((100 * (byStatus[429] ?? 0)) / requests).toFixed(2)} %, ${asked - ok} of ${asked} failed`,
        );
      }
    },
  );
}
