// A document of any length, part by part: README.md of this project, or the file that you name.
//
//   npx tsx examples/summarize-book.ts [FILE]
import { fileURLToPath } from 'node:url';
import { lastValueFrom, pipe, tap } from 'rxjs';
import { complete, createClient, fromDocument, mapReduce, type Outcome, run, summaryPrompts } from 'rxprompt';
import { withModel } from './model.js';

const file = process.argv[2] ?? fileURLToPath(new URL('../README.md', import.meta.url));

await withModel(async (route) => {
  const client = createClient({ routes: [route] });
  // Sees every question: those about parts, and those that join answers.
  const ask = pipe(
    complete(client, { concurrency: 8 }),
    tap(({ prompt, status }) => {
      const what = prompt.part === undefined ? 'answers joined' : `part ${prompt.part + 1}`;
      console.error(`${what}: ${status}`);
    }),
  );
  const summarized = run(
    fromDocument(file, { maxCharacters: 4_000 }),
    mapReduce(ask, summaryPrompts()),
    tap((outcome: Outcome) => {
      console.log(outcome.status === 'ok' ? outcome.text : outcome.error.message);
      const { parts = 0, prompts = 0, failed = [] } = outcome.reduction ?? {};
      console.log(`${parts} parts, ${prompts} questions, ${failed.length} of the parts failed`);
    }),
  );
  try {
    await lastValueFrom(summarized);
  } finally {
    await client.close();
  }
});
