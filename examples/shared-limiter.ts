// Two pipelines of one program share an account: one limiter for both, however much each has to do.
//
//   npx tsx examples/shared-limiter.ts
import { forkJoin, lastValueFrom } from 'rxjs';
import { complete, createClient, createTally, fromIterable, gcraLimiter, run } from 'rxprompt';
import { withModel } from './model.js';

const questions = (subject: string) =>
  fromIterable(Array.from({ length: 15 }, (_, n) => `${subject} in ${n + 1} words, please.`));

await withModel(async (route) => {
  // Sees the requests of both.
  const tally = createTally();
  const client = createClient({ routes: [route], observe: tally.observe });

  // Requests, tokens and calls at once are admitted together or not at all, first come first served.
  const limiter = gcraLimiter({ requestsPerMinute: 1_200, tokensPerMinute: 500_000, concurrency: 4 });

  try {
    const both = forkJoin({
      summaries: run(questions('A summary of Hamlet'), complete(client, { concurrency: 12, limiter })),
      slogans: run(questions('A slogan for tea'), complete(client, { concurrency: 8, limiter })),
    });
    const { summaries, slogans } = await lastValueFrom(both);
    console.log(`summaries: ${summaries.rows.ok} answers`);
    console.log(`slogans: ${slogans.rows.ok} answers`);

    const { sent, peak_in_flight } = tally.snapshot().attempts;
    console.log(`${sent} requests, at most ${peak_in_flight} at once`);
  } finally {
    await client.close();
  }
});
