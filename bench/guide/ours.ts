import { lastValueFrom, tap } from 'rxjs';
import {
  complete,
  createCircuit,
  createClient,
  fromIterable,
  memoryCache,
  type Outcome,
  promptForm,
  run,
} from 'rxprompt';
import type { Program } from './Program.js';

/** The same with rxprompt's defaults: 32 at once, 4 retries; a memory cache, and the regions in order, each with a circuit. */
export const ours: Program = async (urls, prompts, answered) => {
  const codec = promptForm({ path: '/v1/nlp' });
  const client = createClient({
    routes: urls.map((baseUrl, region) => ({
      name: `${region}`,
      baseUrl,
      apiKey: 'any',
      codec,
      priority: region,
      circuit: createCircuit(),
    })),
  });
  const tell = tap<Outcome>((outcome) =>
    answered(outcome.status === 'ok' ? Number(outcome.route) : undefined),
  );
  await lastValueFrom(
    run(fromIterable(prompts), complete(client, { cache: memoryCache(), whenOpen: 'wait' }), tell),
  );
  await client.close();
};
