import { lastValueFrom, tap } from 'rxjs';
import {
  AdaptiveConcurrency,
  complete,
  createCircuit,
  createClient,
  fromIterable,
  gcraLimiter,
  type Outcome,
  promptForm,
  run,
} from 'rxprompt';

/** What came of {@link endless}. */
export interface Asked {
  readonly prompts: number;
  readonly failed: number;
}

/** Options of {@link endless}. */
export interface EndlessOptions {
  readonly url: string;
  /** Prompts are made for so long; what is in hand then is waited for. */
  readonly seconds: number;
  /** Prompts in hand. */
  readonly inHand: number;
  /** A limit that is found out, a circuit and retries within a budget, as in every run; without, just retries. Default true. */
  readonly guarded?: boolean;
}

/** A batch that never lacks prompts, over HTTP, until its time is over. Nothing is set. */
export async function endless({ url, seconds, inHand, guarded = true }: EndlessOptions): Promise<Asked> {
  const guards = guarded && {
    limiter: gcraLimiter({ concurrency: new AdaptiveConcurrency() }),
    circuit: createCircuit(),
  };
  const codec = promptForm({ path: '/v1/nlp' });
  const client = createClient({ routes: [{ baseUrl: url, apiKey: 'any', codec, ...guards }] });
  const until = performance.now() + 1_000 * seconds;
  let [prompts, failed] = [0, 0];
  function* questions() {
    while (performance.now() < until) yield { prompt: `Question ${prompts++}?` };
  }
  const ask = complete(client, {
    concurrency: inHand,
    whenOpen: 'wait',
    ...(!guarded && { retry: { budget: false } }),
  });
  const count = tap<Outcome>(({ status }) => {
    if (status === 'error') failed++;
  });
  await lastValueFrom(run(fromIterable(questions()), ask, count));
  await client.close();
  return { prompts, failed };
}
