// A cent for all questions, and not a tenth more: what a call may cost is set aside before it is made.
//
//   npx tsx examples/budget.ts
import { lastValueFrom } from 'rxjs';
import { complete, createClient, createPurse, createTally, fromIterable, runWith } from 'rxprompt';
import { withModel } from './model.js';

const questions = fromIterable(Array.from({ length: 1_000 }, (_, n) => `Tell me about the number ${n}.`));

await withModel(async (route) => {
  const budget = createPurse({ capUsd: 0.01 });
  const tally = createTally(performance.now(), budget);
  const client = createClient({
    // The less an answer may cost, the more of them are under way at once. A request that a server may have begun is
    // not sent again silently: it is paid for, and tried again as a new one.
    routes: [{ ...route, params: { ...route.params, max_tokens: 100 }, resend: false }],
    observe: tally.observe,
  });
  const answers = runWith({ tally })(questions, complete(client, { budget, concurrency: 64 }));
  try {
    await lastValueFrom(answers);
  } catch (error) {
    // Every answer that was paid for has reached the sinks, had there been any.
    if ((error as { code?: string }).code !== 'budget_exhausted') throw error;
    console.log((error as Error).message);
  } finally {
    await client.close();
  }
  const { rows, cost_usd } = tally.snapshot();
  console.log(`${rows.ok} answers for $${cost_usd.toFixed(4)}`);
});
