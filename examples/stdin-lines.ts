// Answers to prompts from stdin, one a line; a typed line is answered at once.
//
//   cat prompts.txt | npx tsx examples/stdin-lines.ts
//   npx tsx examples/stdin-lines.ts                     type, and Ctrl-D at the end
import { lastValueFrom } from 'rxjs';
import { complete, createClient, createTally, formatSummary, fromLines, runWith, toJsonl } from 'rxprompt';
import { withModel } from './model.js';

await withModel(async (route) => {
  // Shared with the client, so that the summary knows of every request.
  const tally = createTally();
  const client = createClient({ routes: [route], observe: tally.observe });
  const run = runWith({ tally });

  const summary = run(
    fromLines(process.stdin, { system: 'Answer in one sentence.' }),
    complete(client, { concurrency: 8 }),
    toJsonl(process.stdout, { format: 'text' }),
  );
  try {
    console.error(formatSummary(await lastValueFrom(summary)));
  } finally {
    await client.close();
  }
});
