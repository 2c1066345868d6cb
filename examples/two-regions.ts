// Two regions, of which the first dies half-way: every prompt is answered all the same, and after a few the dead region is
// only asked now and then whether it is back.
//
//   npx tsx examples/two-regions.ts
import { lastValueFrom, tap } from 'rxjs';
import { complete, createCircuit, createClient, createTally, fromIterable, runWith } from 'rxprompt';
import { simulatedRoute, withModel } from './model.js';

const prompts = Array.from({ length: 30 }, (_, n) => `What is special about the number ${n}?`);

await withModel(async (route) => {
  // The region that dies is a simulated one, whatever the other is.
  const east = await simulatedRoute();
  const tally = createTally();
  const client = createClient({
    routes: [
      { ...east.route, name: 'east', priority: 0, circuit: createCircuit() },
      { ...route, name: 'west', priority: 1, circuit: createCircuit() },
    ],
    observe: tally.observe,
  });

  let answered = 0;
  const summary = runWith({ tally })(
    fromIterable(prompts),
    complete(client, { concurrency: 4 }),
    tap((outcome) => {
      console.log(outcome.id, outcome.status, outcome.status === 'ok' ? outcome.route : outcome.error.code);
      // From now on east refuses connections, and those that are open are gone.
      if (++answered === 10) east.simulator.setFaults({ refuseForMs: 60_000 });
    }),
  );
  try {
    const { rows, attempts } = await lastValueFrom(summary);
    console.log(`${rows.ok} of ${rows.total} answered, ${attempts.failovers} by the other region`);
  } finally {
    await client.close();
    await east.simulator.close();
  }
});
