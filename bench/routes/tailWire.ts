import { defer, ignoreElements, lastValueFrom, mergeMap, range, tap } from 'rxjs';
import { createClient, createHedger, stream } from 'rxprompt';
import { type RemoteSimulator, withSimulators } from '../withSimulators.js';

/** Options of {@link tailWire}. */
export interface TailWireOptions {
  readonly prompts: number;
  readonly seeds: number;
  /** Of a first token, in milliseconds. */
  readonly medianMs: number;
}

/** Quantiles, in milliseconds. */
export interface Times {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** What came of one batch. */
export interface TailOnWire {
  /** Calls for each prompt. */
  readonly perPrompt: number;
  /** From the question to the first token. */
  readonly first: Times;
  /** From the question to the end of the answer. */
  readonly whole: Times;
}

const AT_ONCE = 100;
const TOKENS = 10;

/**
 * Batches over HTTP, streamed, of calls of which 3 of 100 take ten times as long throughout; the rest of an answer takes
 * about as long as its first token, and is drawn by itself: for each seed one batch alone and one with second calls, all
 * at the same time, each before a simulator of its own.
 */
export async function tailWire({
  prompts,
  seeds,
  medianMs,
}: TailWireOptions): Promise<readonly { readonly plain: TailOnWire; readonly hedged: TailOnWire }[]> {
  const options = Array.from({ length: 2 * seeds }, (_, index) => ({
    seed: 1 + (index >> 1),
    answerTokens: TOKENS,
    answerSigma: 0,
    faults: {
      firstTokenMs: `lognormal:${medianMs},0.5`,
      perTokenMs: `lognormal:${medianMs / TOKENS},0.5`,
      stragglerShare: 0.03,
      stragglerFactor: 10,
    },
  }));
  return withSimulators(options, async (simulators) => {
    const runs = await Promise.all(
      simulators.map((simulator, index) => batch(simulator, prompts, index % 2 === 1)),
    );
    return Array.from({ length: seeds }, (_, seed) => ({
      plain: runs[2 * seed] as TailOnWire,
      hedged: runs[2 * seed + 1] as TailOnWire,
    }));
  });
}

async function batch(simulator: RemoteSimulator, prompts: number, hedged: boolean): Promise<TailOnWire> {
  const params = { model: 'deepseek-flash', thinking: { type: 'disabled' as const } };
  const client = createClient({
    routes: [{ baseUrl: simulator.url, apiKey: 'any', params }],
  });
  const ask = stream(client, hedged ? { hedge: createHedger() } : {});
  const first: number[] = [];
  const whole: number[] = [];
  const timed = (seq: number) =>
    defer(() => {
      const startedAt = performance.now();
      const since = () => performance.now() - startedAt;
      let begun = false;
      return ask({ id: `${seq}`, seq, messages: [{ role: 'user', content: `Question ${seq}?` }] }).pipe(
        tap({
          next() {
            if (!begun) first.push(since());
            begun = true;
          },
          complete: () => whole.push(since()),
        }),
        ignoreElements(),
      );
    });
  await lastValueFrom(range(prompts).pipe(mergeMap(timed, AT_ONCE)), { defaultValue: undefined });
  await client.close();
  const { requests } = await simulator.stats();
  return { perPrompt: requests / prompts, first: timesOf(first), whole: timesOf(whole) };
}

function timesOf(times: number[]): Times {
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * times.length)] as number;
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999) };
}
