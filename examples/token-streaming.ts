// The answer as it comes, token by token. A stream is an Observable like any other, and the same operators serve.
//
//   npx tsx examples/token-streaming.ts [PROMPT]
import { lastValueFrom, tap } from 'rxjs';
import { createClient, type Prompt, stream } from 'rxprompt';
import { withModel } from './model.js';

const content = process.argv.slice(2).join(' ') || 'Tell a story about a lighthouse.';
const prompt: Prompt = { id: 'story', seq: 0, messages: [{ role: 'user', content }] };

await withModel(async (route) => {
  const client = createClient({ routes: [route] });

  // Before the first token it is tried again, here or on the next route; half a minute is too late for it, ten seconds are
  // between two. Once one has been shown, a broken stream is an error: nobody reads half an answer twice.
  const ask = stream(client, { deadline: { firstMs: 30_000, idleMs: 10_000 } });
  const deltas = ask(prompt).pipe(
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
