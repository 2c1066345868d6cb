import { firstValueFrom, type Observable, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { CallError } from '../../src/errors/CallError.js';
import type { Delta, Reply } from '../../src/types/Reply.js';
import type { Route } from '../../src/types/Route.js';
import { aPrompt } from '../helpers/aPrompt.js';

/**
 * What the other side does: answers; takes the request and says nothing; says the first piece and no more, or breaks
 * the connection after it; breaks it at once; or refuses with a status.
 */
export type Behaviour = 'answer' | 'silence' | 'half' | 'cut' | 'reset' | number;

/** A route to another side that behaves in one way. */
export interface TransportUnderTest {
  readonly route: Route;
  /** Requests that came. */
  requests(): number;
  /** Requests that the other side still works at. */
  running(): number;
  /** Lets time pass, where it is virtual. */
  settle?(): void;
}

type Value = Reply | Delta;

/** What came of a subscription. */
interface Read {
  readonly values: readonly Value[];
  readonly error: CallError | undefined;
}

const forms = ['call', 'stream'] as const;
const ask = (route: Route, form: (typeof forms)[number]): Observable<Value> => route[form](aPrompt());

async function read({ settle }: TransportUnderTest, call: Observable<Value>): Promise<Read> {
  const values: Value[] = [];
  return new Promise((resolve) => {
    call.subscribe({
      next: (value) => values.push(value),
      error: (error) => resolve({ values, error }),
      complete: () => resolve({ values, error: undefined }),
    });
    settle?.();
  });
}

/** Waits for the other side, without sleeping. */
const until = (tested: TransportUnderTest, condition: () => boolean) =>
  expect
    .poll(
      () => {
        tested.settle?.();
        return condition();
      },
      { interval: 2, timeout: 10_000 },
    )
    .toBe(true);

/** What every {@link Route} does, whole or streamed. */
export function transportContract(
  name: string,
  open: (behaviour: Behaviour) => Promise<TransportUnderTest> | TransportUnderTest,
): void {
  describe.each(forms)(`${name}, a Route: %s`, (form) => {
    it('should ask for nothing until it is subscribed to, and once for each subscription', async () => {
      const tested = await open('answer');
      const call = ask(tested.route, form);
      await new Promise(setImmediate);
      expect(tested.requests()).toBe(0);
      for (const count of [1, 2, 3]) {
        expect((await read(tested, call)).error).toBeUndefined();
        expect(tested.requests()).toBe(count);
      }
    });

    it('should give one whole answer and end', async () => {
      const tested = await open('answer');
      const { values } = await read(tested, ask(tested.route, form));
      const last = values.at(-1) as Value;
      const reply = 'type' in last ? (last.type === 'end' ? last.reply : undefined) : last;
      const pieces = values.slice(0, -1) as readonly Delta[];
      expect(reply).toMatchObject({
        route: tested.route.name,
        attempts: 1,
        cached: null,
        finishReason: 'stop',
      });
      expect(reply?.text).toMatch(/./);
      if (form === 'call') expect(pieces).toEqual([]);
      else expect(pieces.map((delta) => delta.type === 'text' && delta.text).join('')).toBe(reply?.text);
      await until(tested, () => tested.running() === 0);
    });

    it('should answer many at once', async () => {
      const tested = await open('answer');
      const all = await Promise.all(Array.from({ length: 30 }, () => read(tested, ask(tested.route, form))));
      expect(all.filter(({ error }) => error !== undefined)).toEqual([]);
      expect(tested.requests()).toBe(30);
    });

    it.each(['silence', 'half'] as const)(
      'should stop the other side when unsubscribed: %s',
      async (behaviour) => {
        const tested = await open(behaviour);
        const seen: string[] = [];
        const call = ask(tested.route, form).subscribe({
          next: () => seen.push('value'),
          error: () => seen.push('error'),
          complete: () => seen.push('end'),
        });
        await until(tested, () => tested.running() === 1);
        call.unsubscribe();
        const before = [...seen];
        await until(tested, () => tested.running() === 0);
        expect(seen).toEqual(before);
        expect(tested.requests()).toBe(1);
      },
    );

    it('should stop when unsubscribed within a value', async () => {
      const tested = await open('answer');
      const first = firstValueFrom(ask(tested.route, form).pipe(take(1), toArray()));
      tested.settle?.();
      expect(await first).toHaveLength(1);
      await until(tested, () => tested.running() === 0);
    });

    it.each([
      [400, 'bad_request', false, false, false],
      [401, 'unauthorized', false, true, true],
      [429, 'rate_limited', true, true, false],
      [503, 'overloaded', true, true, false],
    ])('should fail with the class of a status: %i', async (status, code, retryable, failover, account) => {
      const tested = await open(status);
      const { values, error } = await read(tested, ask(tested.route, form));
      expect(values).toEqual([]);
      expect(error).toMatchObject({ name: 'CallError', code, retryable, failover, account, attempts: 1 });
      expect(error).toMatchObject({ httpStatus: status, route: tested.route.name });
      expect(tested.requests()).toBe(1);
      await until(tested, () => tested.running() === 0);
    });

    it('should fail, to be tried again, when the connection breaks', async () => {
      const tested = await open('reset');
      const { values, error } = await read(tested, ask(tested.route, form));
      expect(values).toEqual([]);
      expect(error).toMatchObject({ code: 'connection_reset', retryable: true, failover: true, attempts: 1 });
      expect(error).toMatchObject({ httpStatus: null, route: tested.route.name });
      expect(tested.requests()).toBe(1);
    });

    it('should fail, to be tried again, when the connection breaks in the midst of an answer', async () => {
      const tested = await open('cut');
      const { values, error } = await read(tested, ask(tested.route, form));
      expect(values.filter((value) => !('type' in value) || value.type !== 'text')).toEqual([]);
      expect(error).toMatchObject({ retryable: true, failover: true, attempts: 1, route: tested.route.name });
      expect(error?.code).toMatch(/^(connection_reset|stream_cut)$/);
      expect(tested.requests()).toBe(1);
    });

    it('should send nothing for a prompt that its source has rejected', async () => {
      const tested = await open('answer');
      const prompt = aPrompt({ rejection: { code: 'bad_input', message: 'line 3 is no JSON' } });
      const { error } = await read(tested, tested.route[form](prompt));
      expect(error).toMatchObject({ code: 'bad_input', message: 'line 3 is no JSON', attempts: 0 });
      expect(tested.requests()).toBe(0);
    });
  });
}
