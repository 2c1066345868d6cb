// The answer as it comes, token by token. A stream is an Observable like any other, and the same operators serve.
//
//   npx tsx examples/token-streaming.ts [PROMPT]
import { lastValueFrom, tap } from 'rxjs';
import { createClient, deadline, failover, type Prompt, retryBackoff } from 'rxprompt';
import { withModel } from './model.js';

const content = process.argv.slice(2).join(' ') || 'Tell a story about a lighthouse.';
const prompt: Prompt = { id: 'story', seq: 0, messages: [{ role: 'user', content }] };

await withModel(async (route) => {
  const client = createClient({ routes: [route] });

  const deltas = failover(client.routes, (route) =>
    route.stream(prompt).pipe(
      // Half a minute to the first token, ten seconds between two: a server that only keeps the line open is late.
      deadline({ firstMs: 30_000, idleMs: 10_000 }),
    ),
  ).pipe(
    // Before the first token. Once one has been shown, a broken stream is an error: nobody reads half an answer twice.
    retryBackoff({ maxRetries: 4 }),
    tap((delta) => {
      if (delta.type === 'text') process.stdout.write(delta.text);
      if (delta.type !== 'end') return;
      const { usage, ttftMs, costUsd } = delta.reply;
      console.log(
        `\n(${usage?.completionTokens} tokens, the first after ${Math.round(ttftMs ?? 0)} ms, $${costUsd})`,
      );
    }),
  );
  try {
    await lastValueFrom(deltas);
  } finally {
    await client.close();
  }
});
