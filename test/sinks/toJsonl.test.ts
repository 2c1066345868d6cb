import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { concat, from, lastValueFrom, NEVER, Observable, Subject, take, throwError, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHoldings } from '../../src/engine/holdings.js';
import { toJsonl } from '../../src/sinks/toJsonl.js';
import { together } from '../../src/stage/together.js';
import { ACCOUNT } from '../../src/types/Account.js';
import type { Outcome } from '../../src/types/Outcome.js';
import { aFailure, anAnswer } from '../helpers/anOutcome.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { marbles } from '../helpers/marbles.js';

const turn = () => new Promise((done) => setImmediate(done));

describe('toJsonl', () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxprompt-jsonl-'));
    file = join(folder, 'out.jsonl');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const written = (path = file) => readFileSync(path, 'utf8');
  const rows = (path = file) =>
    written(path)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));

  it('should write the flat rows of the contract, field by field and in order', async () => {
    const prompt = aPrompt({ redactions: { email: 2 }, input: { user: 'u1' }, part: 3 });
    const outcomes = [
      anAnswer({ prompt, latencyMs: 12.3456, cached: 'redis' }),
      aFailure({ seq: 1, error: { code: 'rate_limited', httpStatus: 429, body: 'slow down' } }),
      anAnswer({
        seq: 2,
        usage: null,
        costUsd: null,
        toolCalls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{}' } }],
      }),
    ];
    await lastValueFrom(from<Outcome[]>(outcomes).pipe(toJsonl(file)));
    const [answer, failure, tools] = rows();
    expect(Object.keys(answer)).toEqual(
      'seq part id status text reasoning finish_reason model route usage cost_usd attempts cached latency_ms ttft_ms redactions prompt_hash input'.split(
        ' ',
      ),
    );
    expect(answer).toMatchObject({
      seq: 0,
      part: 3,
      id: 'line-1',
      status: 'ok',
      text: 'Rayleigh scattering.',
      reasoning: null,
      usage: {
        prompt_tokens: 12,
        prompt_cache_hit_tokens: 0,
        prompt_cache_miss_tokens: 12,
        completion_tokens: 5,
        reasoning_tokens: 0,
      },
      cached: 'redis',
      latency_ms: 12.3,
      ttft_ms: null,
      redactions: { email: 2 },
      input: { user: 'u1' },
    });
    expect(failure).toEqual({
      seq: 1,
      id: 'line-2',
      status: 'error',
      error: {
        code: 'rate_limited',
        message: 'no whole answer',
        http_status: 429,
        retryable: true,
        body: 'slow down',
      },
      attempts: 5,
      prompt_hash: answer.prompt_hash.replace(/.*/, failure.prompt_hash),
    });
    expect(failure.prompt_hash).toMatch(/^[0-9a-f]{16}$/);
    expect(tools).toMatchObject({ usage: null, cost_usd: null, redactions: {}, tool_calls: [{ id: 't' }] });
    expect(tools).not.toHaveProperty('input');
    expect(tools).not.toHaveProperty('part');
  });

  it('should emit an outcome only once its row is written', async () => {
    const source = new Subject<Outcome>();
    const seen: [number, number][] = [];
    const subscription = source.pipe(toJsonl(file)).subscribe(({ seq }) => seen.push([seq, rows().length]));
    source.next(anAnswer({ seq: 0 }));
    source.next(anAnswer({ seq: 1 }));
    expect(seen).toEqual([]);
    await turn();
    expect(seen).toEqual([
      [0, 2],
      [1, 2],
    ]);
    subscription.unsubscribe();
  });

  it('should write at once what fills a batch', () => {
    const source = new Subject<Outcome>();
    let count = 0;
    const subscription = source.pipe(toJsonl(file, { flushBytes: 1_000 })).subscribe(() => count++);
    for (let seq = 0; seq < 100; seq++) source.next(anAnswer({ seq }));
    expect(count).toBeGreaterThan(90);
    expect(rows()).toHaveLength(count);
    subscription.unsubscribe();
    expect(rows()).toHaveLength(100);
  });

  it('should behave as a pass-through in time', () => {
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const a = anAnswer({ seq: 0 });
      const b = aFailure({ seq: 1 });
      const write = toJsonl<Outcome>(file, { flushBytes: 1 });
      const source = cold('-a-(bb)-|', { a, b });
      expectObservable(source.pipe(write)).toBe('-a-(bb)-|', { a, b });
      expectSubscriptions(source.subscriptions).toBe('^-------!');
      expectObservable(cold<Outcome>('--#').pipe(write)).toBe('--#');
      expectObservable(cold<Outcome>('-').pipe(write)).toBe('-');
      expectObservable(cold<Outcome>('--|').pipe(write)).toBe('--|');
      const endless = hot('-a-a-a-a', { a });
      expectObservable(endless.pipe(write), '^---!').toBe('-a-a-', { a });
      expectSubscriptions(endless.subscriptions).toBe('^---!');
    })();
  });

  it('should keep order and stack when the source answers from within a next', () => {
    const source = new Subject<Outcome>();
    const seen: number[] = [];
    source.pipe(toJsonl(file, { flushBytes: 1 })).subscribe(({ seq }) => {
      seen.push(seq);
      if (seq < 20_000) source.next(anAnswer({ seq: seq + 1 }));
    });
    source.next(anAnswer({ seq: 0 }));
    expect(seen).toEqual(Array.from({ length: 20_001 }, (_, seq) => seq));
    expect(rows()).toHaveLength(20_001);
  });

  it('should write what came before an error of the source, then pass it on', async () => {
    const source = concat(
      from<Outcome[]>([anAnswer({ seq: 0 }), anAnswer({ seq: 1 })]),
      throwError(() => new Error('x')),
    );
    const seen: number[] = [];
    const error = await new Promise((failed) => {
      source.pipe(toJsonl(file)).subscribe({ next: ({ seq }) => seen.push(seq), error: failed });
    });
    expect(error).toEqual(new Error('x'));
    expect(seen).toEqual([0, 1]);
    expect(rows()).toHaveLength(2);
  });

  it('should write what it has taken when it is unsubscribed', () => {
    const subscription = concat(from<Outcome[]>([anAnswer(), aFailure({ seq: 1 })]), NEVER)
      .pipe(toJsonl(file))
      .subscribe();
    subscription.unsubscribe();
    expect(rows()).toHaveLength(2);
  });

  it('should stop a synchronous source in its midst', () => {
    let taken = 0;
    const endless = new Observable<Outcome>((subscriber) => {
      while (!subscriber.closed) subscriber.next(anAnswer({ seq: taken++ }));
    });
    endless.pipe(toJsonl(file, { flushBytes: 1 }), take(3)).subscribe();
    expect(taken).toBe(3);
  });

  it('should hold outcomes until they are written, and release every one however it ends', async () => {
    const account = createHoldings({ maxItems: 2 });
    const outcome = (seq: number) => anAnswer({ seq, [ACCOUNT]: account });
    const subscription = concat(from([outcome(0), outcome(1)]), NEVER)
      .pipe(toJsonl(file))
      .subscribe();
    expect(account.hasRoom).toBe(false);
    await turn();
    expect(account.hasRoom).toBe(true);
    subscription.unsubscribe();

    const source = new Subject<Outcome>();
    const second = source.pipe(toJsonl(file)).subscribe();
    source.next(outcome(0));
    source.next(outcome(1));
    expect(account.hasRoom).toBe(false);
    second.unsubscribe();
    expect(account.hasRoom).toBe(true);

    await lastValueFrom(from([outcome(0), outcome(1), outcome(2)]).pipe(toJsonl(file), take(1)));
    account.hold(outcome(0));
    expect(account.hasRoom).toBe(true);
  });

  it('should empty a file by its path, and go on where a descriptor stands', async () => {
    writeFileSync(file, 'old\n');
    await lastValueFrom(from([anAnswer()]).pipe(toJsonl(file)));
    expect(rows()).toHaveLength(1);
    const fd = openSync(file, 'a');
    await lastValueFrom(from([anAnswer({ seq: 1 })]).pipe(toJsonl(fd)));
    await lastValueFrom(from([anAnswer({ seq: 2 })]).pipe(toJsonl(fd)));
    closeSync(fd);
    expect(rows().map(({ seq }) => seq)).toEqual([0, 1, 2]);
  });

  it('should write the text alone, and failures nowhere, with the format text', async () => {
    const outcomes = [
      anAnswer({ text: 'one' }),
      aFailure({ seq: 1 }),
      anAnswer({ seq: 2, text: 'two\nlines' }),
    ];
    const passed = await lastValueFrom(
      from<Outcome[]>(outcomes).pipe(toJsonl(file, { format: 'text' }), toArray()),
    );
    expect(written()).toBe('one\ntwo\nlines\n');
    expect(passed).toHaveLength(3);
  });

  it('should keep failures apart when told where', async () => {
    const errors = join(folder, 'errors.jsonl');
    const outcomes = [anAnswer(), aFailure({ seq: 1 }), anAnswer({ seq: 2 })];
    await lastValueFrom(from<Outcome[]>(outcomes).pipe(toJsonl(file, { errors })));
    expect(rows().map(({ seq }) => seq)).toEqual([0, 2]);
    expect(rows(errors).map(({ seq }) => seq)).toEqual([1]);
  });

  it.each([false, true])(
    'should append, and ask for the path when the first row comes (durable: %s)',
    async (durable) => {
      const asked: string[] = [];
      const late = (name: string) => () => {
        asked.push(name);
        return join(folder, name);
      };
      const sink = toJsonl<Outcome>(late(`late-${durable}`), {
        append: true,
        durable,
        errors: late(`wrong-${durable}`),
      });
      await lastValueFrom(from<Outcome[]>([]).pipe(sink), { defaultValue: undefined });
      expect(asked).toEqual([]);
      await lastValueFrom(from<Outcome[]>([anAnswer(), anAnswer({ seq: 1 })]).pipe(sink));
      expect(asked).toEqual([`late-${durable}`]);
      const passed = await lastValueFrom(
        from<Outcome[]>([anAnswer({ seq: 2 }), aFailure({ seq: 3 })]).pipe(sink, toArray()),
      );
      expect(passed.map(({ seq }) => seq)).toEqual([2, 3]);
      expect(rows(join(folder, `late-${durable}`)).map(({ seq }) => seq)).toEqual([0, 1, 2]);
      expect(rows(join(folder, `wrong-${durable}`)).map(({ seq }) => seq)).toEqual([3]);
    },
  );

  it('should end with what goes wrong when the path is asked for', async () => {
    const broken = () => {
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    const run = lastValueFrom(from<Outcome[]>([anAnswer()]).pipe(toJsonl(broken)));
    await expect(run).rejects.toThrow('cannot write the output: the disk is full');
  });

  it('should write what was taken when it is unsubscribed, durable too', async () => {
    const outcomes = new Subject<Outcome>();
    const path = join(folder, 'left');
    const subscription = outcomes.pipe(toJsonl(() => path, { durable: true })).subscribe();
    outcomes.next(anAnswer());
    subscription.unsubscribe();
    expect(rows(path)).toHaveLength(1);
  });

  /** A stream that is written to `file`, and what has come through. */
  function open(options?: Parameters<typeof toJsonl>[1]) {
    const outcomes = new Subject<Outcome>();
    const log: unknown[] = [];
    const subscription = outcomes.pipe(toJsonl(file, options)).subscribe({
      next: ({ seq }) => log.push(seq),
      error: ({ message }) => log.push(message),
      complete: () => log.push('complete'),
    });
    return { outcomes, log, subscription };
  }

  it('should write outcomes that come together when the last of them has come, in one go', () => {
    const { outcomes, log } = open();
    together([2, 0, 1], (seq) => {
      outcomes.next(anAnswer({ seq }));
      expect([log, written()]).toEqual([[], '']);
    });
    expect(log).toEqual([2, 0, 1]);
    expect(rows().map(({ seq }) => seq)).toEqual([2, 0, 1]);
    together([3], (seq) => outcomes.next(anAnswer({ seq })));
    expect(log).toEqual([2, 0, 1, 3]);
  });

  it('should end together with them, or among them', () => {
    for (const end of ['complete', 'unsubscribe'] as const) {
      const { outcomes, log, subscription } = open();
      together([0, 1], (seq) => {
        outcomes.next(anAnswer({ seq }));
        if (seq === 1 && end === 'complete') outcomes.complete();
        if (seq === 1 && end === 'unsubscribe') subscription.unsubscribe();
      });
      expect(log).toEqual(end === 'complete' ? [0, 1, 'complete'] : []);
      expect(rows().map(({ seq }) => seq)).toEqual([0, 1]);
    }
  });

  it('should fail with a row that cannot be made, alone or among others', () => {
    const wrong = anAnswer({ seq: 1, prompt: aPrompt({ input: { n: 1n } }) });
    for (const all of [[wrong], [anAnswer(), wrong, anAnswer({ seq: 2 })]]) {
      const { outcomes, log } = open();
      together(all, (outcome) => outcomes.next(outcome));
      expect(log).toEqual([expect.stringContaining('a row')]);
      const alone = open();
      for (const outcome of all) alone.outcomes.next(outcome);
      expect(alone.log).toEqual([expect.stringContaining('a row')]);
    }
  });

  it('should deliver a million outcomes and their rows', async () => {
    const text = 'x';
    let count = 0;
    const million = new Observable<Outcome>((subscriber) => {
      const one = anAnswer({ text });
      for (let seq = 0; seq < 1_000_000; seq++) subscriber.next(one);
      subscriber.complete();
    });
    await new Promise<void>((complete, error) => {
      million.pipe(toJsonl('/dev/null')).subscribe({ next: () => count++, complete, error });
    });
    expect(count).toBe(1_000_000);
  });

  it('should refuse options that make no sense when it is built', () => {
    expect(() => toJsonl(file, { format: 'csv' as 'text' })).toThrow(
      /expected format to be flat, batch or text, got csv/,
    );
    expect(() => toJsonl(file, { flushBytes: 0 })).toThrow(/expected flushBytes/);
  });
});
