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

/** Options of {@link wire}. */
export interface WireOptions {
  /** Calls at once that a simulator lets in. Default 100. */
  readonly limit?: number;
  /** Prompts. Default 6,000. */
  readonly count?: number;
  /** So many batches at the same time, each before a simulator of its own. Default 3. */
  readonly seeds?: number;
}

/**
 * The guide's asyncio form at its best setting and at two wrong ones, and ours without any, one after the other before
 * simulators that limit calls at once.
 */
export async function wire({ limit = 100, count = 6_000, seeds = 3 }: WireOptions = {}): Promise<void> {
  // Wrong settings take long and tell it sooner: fewer prompts will do.
  const variants: readonly (readonly [name: string, program: Program, count: number])[] = [
    [`asyncio, a semaphore of ${limit}`, asyncioOf(limit), count],
    ['ours, nothing set', ours, count],
    ['asyncio, a semaphore of 10', asyncioOf(10), Math.ceil(count / 20)],
    [`asyncio, a semaphore of ${3 * limit}`, asyncioOf(3 * limit), Math.ceil(count / 4)],
  ];
  console.log(
    `On the wire: ${limit} calls at once are let in, for about a second each; ${count} prompts, ${seeds} seeds, each beside that of the best setting`,
  );
  const faults = { maxInFlight: limit, firstTokenMs: 'lognormal:1000,0.4' };
  const options = Array.from({ length: seeds }, (_, seed) => ({ seed: seed + 1, answerTokens: 5, faults }));
  let best: readonly number[] | undefined;
  for (const [name, program, asked] of variants) {
    const runs = await withSimulators(options, (simulators) =>
      Promise.all(simulators.map((simulator) => once(simulator, program, asked))),
    );
    const paces = runs.map(({ perSecond }) => perSecond);
    best ??= paces;
    const shares = paces.map((pace, seed) => (100 * pace) / (best?.[seed] as number));
    const refused = runs.map((run) => run.refused);
    console.log(
      `  ${name.padEnd(28)} ${mean(paces).toFixed(1).padStart(6)} answers a second, ` +
        `${shares.map((share) => share.toFixed(1).padStart(5)).join(', ')} %; ` +
        `429 at most ${(100 * Math.max(...refused)).toFixed(2)} %, ` +
        `${Math.max(...runs.map(({ failed }) => failed))} of ${asked} failed`,
    );
  }
}

async function once(simulator: RemoteSimulator, program: Program, asked: number) {
  let ok = 0;
  const startedAt = performance.now();
  await program([simulator.url], prompts(asked, 0), (region) => {
    if (region !== undefined) ok++;
  });
  const perSecond = (1_000 * ok) / (performance.now() - startedAt);
  const { byStatus, requests } = await simulator.stats();
  return { perSecond, refused: (byStatus[429] ?? 0) / requests, failed: asked - ok };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
