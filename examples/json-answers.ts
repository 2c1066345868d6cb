// Answers that are JSON of one shape: what does not fit goes back to the model with what is wrong, and comes out typed.
//
//   npx tsx examples/json-answers.ts
import { lastValueFrom, tap } from 'rxjs';
import { complete, createClient, fromIterable, partialJson, zodCheck } from 'rxprompt';
import { z } from 'zod';
import { withModel } from './model.js';

const City = z.object({ name: z.string(), people: z.number().int(), capital: z.boolean() });

await withModel(async (route) => {
  const client = createClient({ routes: [route] });
  const cities = fromIterable(['Tell me about Paris.', 'Tell me about Ghent.']);
  const answers = cities.pipe(
    // The schema is told to the model by the check; `maxRepairs` bounds what a stubborn one costs.
    complete(client, { validate: { check: zodCheck(City), maxRepairs: 2 } }),
    tap((outcome) => {
      if (outcome.status === 'ok') {
        const { name, people, capital } = outcome.json as z.output<typeof City>;
        console.log(`${name}: ${people} people, ${capital ? 'a' : 'no'} capital (${outcome.attempts} calls)`);
      } else console.log(`${outcome.id}: ${outcome.error.message}\n${outcome.error.body}`);
    }),
  );
  await lastValueFrom(answers);
  await client.close();
});

// While an answer still grows, what is there of it can be read already.
console.log(partialJson('{"name": "Paris", "people": 2102650, "districts": ["Louvre", "Bou'));
