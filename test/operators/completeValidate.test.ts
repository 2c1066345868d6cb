import { lastValueFrom, Observable, of, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CompleteOptions, complete } from '../../operators/complete.js';
import { zodCheck } from '../../src/answers/zodCheck.js';
import { memoryCache } from '../../src/cache/memoryCache.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import type { CallEvent } from '../../src/types/CallEvent.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { Reply } from '../../src/types/Reply.js';
import { aReply } from '../helpers/aReply.js';

const check = zodCheck(z.object({ rank: z.number() }));
const [good, bad] = ['{"rank":1}', '{"rank":"first"}'];

/** A route that answers with these texts in turn, and keeps what it was asked. */
function routeOf(...texts: string[]) {
  const asked: Prompt[] = [];
  const answer = (prompt: Prompt) =>
    new Observable<Reply>((subscriber) => {
      asked.push(prompt);
      subscriber.next(aReply({ text: texts.shift() ?? 'nothing left' }));
      subscriber.complete();
    });
  const stream = (prompt: Prompt) =>
    new Observable<never>((subscriber) =>
      answer(prompt).subscribe((reply) => {
        subscriber.next({ type: 'end', reply } as never);
        subscriber.complete();
      }),
    );
  return { asked, route: { name: 'r', call: answer, stream } };
}

const outcomesOf = (route: ReturnType<typeof routeOf>['route'], options: CompleteOptions, prompts = 1) =>
  lastValueFrom(
    of(...Array.from({ length: prompts }, (_, seq) => fakePrompt('a', seq))).pipe(
      complete({ routes: [route] }, { concurrency: 1, ...options }),
      toArray(),
    ),
  );

describe('complete, told what answers must be', () => {
  it.each([false, true])(
    'should ask for it, repair, and store only what fits (streams: %s)',
    async (stream) => {
      const { asked, route } = routeOf(bad, good);
      const events: CallEvent[] = [];
      const cache = memoryCache();
      const options = {
        validate: { check },
        cache,
        stream,
        observe: (event: CallEvent) => events.push(event),
      };
      const outcomes = await outcomesOf(route, options, 2);
      expect(outcomes).toMatchObject([
        { status: 'ok', json: { rank: 1 }, attempts: 2, cached: null, prompt: fakePrompt('a', 0) },
        { status: 'ok', json: { rank: 1 }, attempts: 0, cached: 'memory' },
      ]);
      expect(asked).toHaveLength(2);
      expect(asked[0]?.params?.response_format).toEqual({ type: 'json_object' });
      expect(asked[1]?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
      expect(events.filter(({ type }) => type === 'repair')).toHaveLength(1);
    },
  );

  it('should neither store nor serve what does not fit', async () => {
    const cache = memoryCache();
    const failing = routeOf(bad, bad, bad);
    expect(await outcomesOf(failing.route, { validate: { check }, cache })).toMatchObject([
      { status: 'error', error: { code: 'invalid_answer', body: bad }, attempts: 3 },
    ]);
    // The same key, filled by somebody who did not look.
    const key = () => 'k';
    await outcomesOf(routeOf(bad).route, { cache, key });
    const { asked, route } = routeOf(good);
    const [outcome] = await outcomesOf(route, { validate: { check }, cache, key });
    expect([outcome, asked.length]).toMatchObject([{ json: { rank: 1 }, cached: null }, 1]);
    // What took its place is served.
    const [again] = await outcomesOf(routeOf().route, { validate: { check }, cache, key });
    expect(again).toMatchObject({ json: { rank: 1 }, cached: 'memory' });
  });

  it('should give joined prompts what was read', async () => {
    const { asked, route } = routeOf(good);
    const slow = { ...route, call: (prompt: Prompt) => route.call(prompt) };
    const outcomes = await outcomesOf(slow, { validate: { check, maxRepairs: 0 }, cache: memoryCache() }, 3);
    expect(outcomes.map((outcome) => outcome.status === 'ok' && outcome.json)).toEqual(
      Array(3).fill({ rank: 1 }),
    );
    expect(asked).toHaveLength(1);
  });

  it('should refuse a number of repairs that is none when it is built', () => {
    const build = () => complete({ routes: [routeOf().route] }, { validate: { check, maxRepairs: 0.5 } });
    expect(build).toThrow(RangeError);
  });
});
