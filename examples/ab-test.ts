// Two ways to ask, compared prompt by prompt, and stopped as soon as one has won: the intervals allow for every look.
//
//   npx tsx examples/ab-test.ts
import { lastValueFrom, takeWhile, tap } from 'rxjs';
import {
  ARM_PRESETS,
  type Arm,
  complete,
  createClient,
  ExperimentTally,
  experiment,
  fromIterable,
} from 'rxprompt';
import { withModel } from './model.js';

const arms: readonly Arm[] = [
  { name: 'terse', params: { max_tokens: 20 }, system: 'Be brief.' },
  { name: 'balanced', params: ARM_PRESETS.balanced ?? {} },
];
const questions = fromIterable(
  Array.from({ length: 100 }, (_, n) => `What is special about the number ${n}?`),
);

await withModel(async (route) => {
  const client = createClient({ routes: [route] });
  const tally = new ExperimentTally(
    arms.map(({ name }) => name),
    { paired: true },
  );
  const trials = questions.pipe(
    experiment(
      {
        arms,
        assign: 'paired',
        // Yours to say: here whether the answer came to its end.
        score: (outcome) => (outcome.status === 'ok' && outcome.finishReason === 'stop' ? 1 : 0),
      },
      complete(client, { concurrency: 16 }),
    ),
    tap((trial) => tally.add(trial.arm ?? 0, trial.outcome.seq, trial)),
    takeWhile(() => tally.result().winner === undefined),
  );
  await lastValueFrom(trials, { defaultValue: undefined });
  const { winner, arms: results } = tally.result();
  for (const { name, prompts, score } of results)
    console.log(`${name}: ${prompts} prompts, score ${score?.toFixed(2)}`);
  console.log(`winner: ${winner ?? 'none yet'}`);
  await client.close();
});
