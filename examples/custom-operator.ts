// Operators of your own beside ours: an operator is a function from Observable to Observable, and needs no base
// class, no registration and nothing of rxprompt.
//
//   npx tsx examples/custom-operator.ts
import { lastValueFrom, type MonoTypeOperatorFunction, map, pipe, tap } from 'rxjs';
import {
  catchFailure,
  concurrentMap,
  createClient,
  deadline,
  failover,
  fromIterable,
  keep,
  type Prompt,
  type Reply,
  retryBackoff,
  run,
} from 'rxprompt';
import { withModel } from './model.js';

/** On the stream of prompts: asks for the answer in another language. */
const inLanguage = (language: string): MonoTypeOperatorFunction<Prompt> =>
  map((prompt) => ({
    ...prompt, // keeps its id, its place and its account
    messages: [{ role: 'system', content: `Answer in ${language}.` }, ...prompt.messages],
  }));

/** On one call: says when an answer took longer than `limitMs`. */
const tellSlow = (limitMs: number): MonoTypeOperatorFunction<Reply> =>
  tap(({ latencyMs, usage }) => {
    if (latencyMs > limitMs)
      console.log(`slow: more than ${limitMs} ms for ${usage?.completionTokens} tokens`);
  });

await withModel(async (route) => {
  const client = createClient({ routes: [route] });
  const pipeline = pipe(
    keep((prompt: Prompt) => prompt.messages.length < 3), // ours, in place of `filter`: a run counts its prompts
    inLanguage('Dutch'),
    concurrentMap(
      (prompt) =>
        failover(client.routes, (route) => route.call(prompt).pipe(deadline({ totalMs: 60_000 }))).pipe(
          tellSlow(100),
          retryBackoff({ maxRetries: 4 }),
          catchFailure(prompt),
        ),
      { concurrency: 4 },
    ),
    tap((outcome) => console.log(outcome.id, outcome.status === 'ok' ? outcome.text : outcome.error.message)),
  );
  try {
    await lastValueFrom(run(fromIterable(['How far is the moon?', 'Who was Erasmus?']), pipeline));
  } finally {
    await client.close();
  }
});
