// Rows in, rows out, with a cache: what the library writes is one JSON object for each prompt.
//
//   npx tsx examples/jsonl.ts [IN.jsonl] [OUT.jsonl]    without names: rows of its own, to stdout
import { Readable } from 'node:stream';
import { lastValueFrom, pipe } from 'rxjs';
import { complete, createClient, fromJsonl, memoryCache, run, sanitize, toJsonl } from 'rxprompt';
import { withModel } from './model.js';

const rows = [
  { id: 'sky', prompt: 'Why is the sky blue?', topic: 'physics' },
  { id: 'sea', prompt: 'Why is the sea salt?', system: 'Answer in French.', params: { max_tokens: 40 } },
  { id: 'mail', prompt: 'Write to ann@example.com that I am ill.' },
  { id: 'again', prompt: 'Why is the sky blue?', topic: 'the same question: answered once, paid once' },
  { id: 'oops', question: 'A field that nobody knows: this row fails, the others go on.' },
];
const [input, output] = process.argv.slice(2);

await withModel(async (route) => {
  const client = createClient({ routes: [route] });
  const summary = run(
    fromJsonl(input ?? Readable.from(rows.map((row) => `${JSON.stringify(row)}\n`))),
    pipe(
      sanitize(), // addresses, numbers and keys never leave this machine
      complete(client, { concurrency: 8, cache: memoryCache({ maxBytes: 64e6 }) }),
    ),
    toJsonl(output ?? process.stdout),
  );
  try {
    const { rows: count } = await lastValueFrom(summary);
    console.error(`${count.ok} ok, ${count.failed} failed, ${count.reused} reused, ${count.altered} altered`);
  } finally {
    await client.close();
  }
});
