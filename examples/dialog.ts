// A dialog: each question is asked with all that was said before, which the provider's cache knows by then. When it has
// grown too long, the oldest turns make way for a summary.
//
//   npx tsx examples/dialog.ts [QUESTION ...]
import { lastValueFrom, tap } from 'rxjs';
import { createClient, createDialog, stream } from 'rxprompt';
import { withModel } from './model.js';

const given = process.argv.slice(2);
const questions =
  given.length > 0
    ? given
    : ['What is a lighthouse?', 'Who keeps it?', 'What for?', 'And in a fog?', 'Since when?', 'Why no more?'];

await withModel(async (route) => {
  const client = createClient({ routes: [route] });
  const dialog = createDialog(stream(client, { deadline: { firstMs: 30_000, idleMs: 10_000 } }), {
    system: `You are a guide. ${'Be brief, be exact, and say so when you do not know. '.repeat(20)}`,
    // Small, to show what happens; the default is 64,000.
    maxTokens: 450,
    summarize: true,
  });
  try {
    for (const question of questions) {
      console.log(`> ${question}`);
      await lastValueFrom(
        // Unsubscribe from it, and the turn has never been.
        dialog.generateResponse(question).pipe(
          tap((delta) => {
            if (delta.type === 'text') process.stdout.write(delta.text);
          }),
        ),
      );
      const { dropped = 0, reply } = dialog.last ?? {};
      const { promptTokens, promptCacheHitTokens } = reply?.usage ?? {};
      const kept = dropped > 0 ? `; ${dropped} turns before it are a summary now` : '';
      console.log(`\n(${promptTokens} tokens, ${promptCacheHitTokens} of them from the cache${kept})\n`);
    }
    const session = JSON.stringify(dialog);
    dialog.reset();
    dialog.load(JSON.parse(session));
    console.log(`${dialog.turns} turns and ${session.length} characters, ready to go on`);
  } finally {
    await client.close();
  }
});
