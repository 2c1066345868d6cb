// What a user writes with `rxprompt/testing`: a marble test, and the simulator as a function.
import { deepStrictEqual } from 'node:assert';
import { map } from 'rxjs';
import { retryBackoff } from 'rxprompt/operators';
import { fakeModel, fakePrompt, marbleRunner, startSimulator } from 'rxprompt/testing';

const marbles = marbleRunner((actual, expected) => deepStrictEqual(actual, expected));
marbles((helpers) => {
  const model = fakeModel(helpers, ['--4', '---(a|)']);
  const texts = model.call(fakePrompt('Hello')).pipe(
    retryBackoff({ scheduler: helpers.scheduler, random: () => 0 }),
    map(({ text }) => text),
  );
  helpers.expectObservable(texts).toBe('-----(a|)');
})();

const simulator = await startSimulator({ faults: { firstTokenMs: 1 } });
const answer = await fetch(`${simulator.url}/chat/completions`, {
  method: 'POST',
  headers: { authorization: 'Bearer any', 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'deepseek-flash', messages: [{ role: 'user', content: 'Hello' }] }),
});
console.log(answer.status, simulator.stats().requests);
await simulator.close();
