import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { from, lastValueFrom, Subject, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditLog } from '../../src/sinks/auditLog.js';
import { createAuditLogger } from '../../src/sinks/createAuditLogger.js';
import { together } from '../../src/stage/together.js';
import type { Outcome } from '../../src/types/Outcome.js';
import { aFailure, anAnswer } from '../helpers/anOutcome.js';
import { aPrompt } from '../helpers/aPrompt.js';
import { marbles } from '../helpers/marbles.js';

const user = (content: string) => [{ role: 'user', content }];

describe('auditLog', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxprompt-audit-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function logged(outcomes: Outcome[], options?: Parameters<typeof auditLog>[1]) {
    const file = join(folder, `${Math.random()}.log`);
    const logger = await createAuditLogger(file);
    const passed = await lastValueFrom(from(outcomes).pipe(auditLog(logger, options), toArray()));
    expect(passed).toEqual(outcomes);
    // Before close: the end of the stream has flushed it.
    const text = readFileSync(file, 'utf8');
    logger.close();
    return text;
  }
  const entries = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('should write one pino line for each outcome, with the same fields for answers and failures', async () => {
    const [answer, failure] = entries(await logged([anAnswer({ text: 'abc' }), aFailure({ seq: 1 })]));
    expect(answer).toEqual({
      level: 30,
      time: expect.any(Number),
      id: 'line-1',
      seq: 0,
      prompt: 'Why is the sky blue?',
      answer_length: 3,
      route: 'main',
      model: 'deepseek-flash',
      attempts: 1,
      usage: {
        prompt_tokens: 12,
        prompt_cache_hit_tokens: 0,
        prompt_cache_miss_tokens: 12,
        completion_tokens: 5,
        reasoning_tokens: 0,
      },
      cost_usd: 0.0001,
      cached: null,
      error_code: null,
    });
    expect(failure).toMatchObject({
      id: 'line-2',
      attempts: 5,
      error_code: 'timeout',
      answer_length: null,
      model: null,
    });
    expect(Object.keys(failure)).toEqual(Object.keys(answer));
  });

  it('should take personal data and keys out of question and id, sanitize or not', async () => {
    const messages = user(`${'a '.repeat(19)} 4111 1111 1111 1111 or ann@example.com`);
    const text = await logged([
      anAnswer({ id: 'bob@example.com', prompt: aPrompt({ messages }) }),
      aFailure({
        id: 'sk-abcdefghijklmnop0123456789',
        prompt: aPrompt({ messages: user('call +44 7700 900123') }),
      }),
      anAnswer({ id: '550e8400-e29b-41d4-a716-446655440000' }),
    ]);
    expect(entries(text)).toMatchObject([
      { id: '[EMAIL]', prompt: `${'a '.repeat(19)} [CARD] or [` },
      { id: '[API_KEY]', prompt: 'call [PHONE]' },
      { id: '550e8400-e29b-41d4-a716-446655440000' },
    ]);
  });

  it('should keep 50 characters of the last question, and no half of one', async () => {
    const messages = [
      ...user('first'),
      { role: 'assistant', content: 'x' },
      ...user(`${'a'.repeat(49)}😀tail`),
    ];
    const parts = [{ role: 'user', content: [{ type: 'text', text: 'see' }, { type: 'image_url' }] }];
    const [long, mixed, none] = entries(
      await logged([
        anAnswer({ prompt: aPrompt({ messages }) }),
        anAnswer({ prompt: aPrompt({ messages: parts }) }),
        aFailure({ prompt: aPrompt({ messages: [] }) }),
      ]),
    );
    expect(long.prompt).toBe('a'.repeat(49));
    expect(mixed.prompt).toBe('see ');
    expect(none.prompt).toBe('');
  });

  it('should take out what the cut of a long question would split, and read on behind what is long', async () => {
    const questions = [
      `${'a '.repeat(22)}4111 1111 1111 1111 ${'b '.repeat(500)}`,
      // What follows the key would be cut in the middle of the card.
      `sk-${'a1'.repeat(80)} and a word of it and so on, 4111 1111 1111 1111 is mine ${'b '.repeat(500)}`,
      `${'x'.repeat(40)} ${'1.'.repeat(60)} ${'x'.repeat(120)}`,
    ];
    const outcomes = questions.map((content) => anAnswer({ prompt: aPrompt({ messages: user(content) }) }));
    expect(entries(await logged(outcomes)).map(({ prompt }) => prompt)).toEqual([
      `${'a '.repeat(22)}[CARD]`,
      '[API_KEY] and a word of it and so on, [CARD] is mi',
      `${'x'.repeat(40)} 1.1.1.1.1`,
    ]);
  });

  it('should give a logger of the user the same as an object', async () => {
    const outcomes = [
      anAnswer({ id: 'ann@example.com', prompt: aPrompt({ part: 3, input: { user_id: 'u7' } }) }),
      anAnswer({ seq: 1, id: '"quoted" \n', costUsd: null, cached: 'memory', usage: null }),
      anAnswer({ seq: 2, costUsd: Number.NaN, usage: { ...anAnswer().usage!, reasoningTokens: Number.NaN } }),
      anAnswer({ seq: 3, route: 'sk-0123456789abcdef01', model: 'of ann@example.com' }),
      aFailure({ seq: 4, error: { code: 'sk-0123456789abcdef01' } }),
    ];
    const options = { metadata: ['user_id'], constants: { job: 'x' } };
    const objects: object[] = [];
    const lines: string[] = [];
    const info = (entry: object) => void objects.push(entry);
    const infoJson = (fields: string) => void lines.push(`{${fields}}`);
    await lastValueFrom(from(outcomes).pipe(auditLog({ info }, options)));
    await lastValueFrom(from(outcomes).pipe(auditLog({ info, infoJson }, options)));
    expect(lines.map((line) => JSON.parse(line))).toEqual(objects.map((o) => JSON.parse(JSON.stringify(o))));
    expect(lines.join()).not.toMatch(/ann@|sk-0/);
    expect(Object.keys(JSON.parse(lines[0]!))).toEqual(Object.keys(objects[0]!));
  });

  it('should hold neither answers nor what a server said of an error', async () => {
    const text = await logged([
      anAnswer({ text: 'the secret answer', reasoning: 'secret thoughts' }),
      aFailure({ error: { message: 'secret message', body: 'secret body' } }),
    ]);
    expect(text).not.toContain('secret');
  });

  it('should pass on in time what it is given, and its errors', () => {
    const logger = { info() {} };
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const a = anAnswer();
      const source = cold('-a-a-|', { a });
      expectObservable(source.pipe(auditLog(logger))).toBe('-a-a-|', { a });
      expectObservable(cold<Outcome>('-#').pipe(auditLog(logger))).toBe('-#');
      expectObservable(cold<Outcome>('-').pipe(auditLog(logger))).toBe('-');
      const stopped = cold('-a-a-|', { a });
      expectObservable(stopped.pipe(auditLog(logger)), '^-!').toBe('-a-', { a });
      expectSubscriptions(stopped.subscriptions).toBe('^-!');
    })();
  });

  describe('of outcomes that come together', () => {
    function open(infoJson: (fields: string) => void) {
      const outcomes = new Subject<Outcome>();
      const log: unknown[] = [];
      const logger = { info() {}, infoJson, flush: () => log.push('flush') };
      const subscription = outcomes.pipe(auditLog(logger)).subscribe({
        next: ({ seq }) => log.push(seq),
        error: ({ message }) => log.push(message),
        complete: () => log.push('complete'),
      });
      return { outcomes, log, subscription };
    }
    const seqOf = (fields: string) => JSON.parse(`{${fields}}`).seq;

    it('should write the entries when the last has come', () => {
      const { outcomes, log } = open((fields) => log.push(`entry ${seqOf(fields)}`));
      together([1, 2], (seq) => outcomes.next(anAnswer({ seq })));
      outcomes.next(anAnswer({ seq: 3 }));
      expect(log).toEqual([1, 2, 'entry 1', 'entry 2', 'entry 3', 3]);
    });

    it.each(['complete', 'unsubscribe', 'error'] as const)(
      'should write them before it flushes at %s',
      (end) => {
        const { outcomes, log, subscription } = open((fields) => log.push(`entry ${seqOf(fields)}`));
        together([1], (seq) => {
          outcomes.next(anAnswer({ seq }));
          if (end === 'unsubscribe') subscription.unsubscribe();
          else outcomes[end](new Error('broken'));
        });
        expect(log.slice(0, 3)).toEqual([1, 'entry 1', 'flush']);
        expect(log.slice(3)).toEqual({ complete: ['complete'], unsubscribe: [], error: ['broken'] }[end]);
      },
    );

    it('should tell what the logger throws with the next, or at the end', () => {
      for (const last of ['next', 'complete'] as const) {
        const { outcomes, log } = open(() => {
          throw new Error('no space');
        });
        together([1, 2], (seq) => outcomes.next(anAnswer({ seq })));
        expect(log.splice(0)).toEqual([1, 2]);
        outcomes[last](anAnswer({ seq: 3 }));
        expect(log.filter((entry) => entry !== 'flush')).toEqual([expect.stringContaining('no space')]);
      }
    });
  });

  it('should flush the logger however the stream ends', async () => {
    let flushed = 0;
    const logger = { info() {}, flush: () => void flushed++ };
    await lastValueFrom(from([anAnswer()]).pipe(auditLog(logger)));
    expect(flushed).toBe(1);
    from([anAnswer()]).pipe(auditLog(logger)).subscribe().unsubscribe();
    expect(flushed).toBe(2);
  });

  it.runIf(existsSync('/dev/full'))(
    'should fail with a SinkError when the log cannot be written',
    async () => {
      const logger = await createAuditLogger('/dev/full');
      await expect(lastValueFrom(from([anAnswer()]).pipe(auditLog(logger)))).rejects.toMatchObject({
        code: 'broken_sink',
        message: expect.stringMatching(/^cannot write the audit log \/dev\/full: the disk is full; /),
      });
      // It has been told: closing has nothing to add.
      expect(() => logger.close()).not.toThrow();
    },
  );

  it.runIf(existsSync('/dev/full'))(
    'should say what it could not write when nobody has heard of it before the close',
    async () => {
      const logger = await createAuditLogger('/dev/full');
      logger.info({ id: 'last' });
      expect(() => logger.close()).toThrow(/^cannot write the audit log \/dev\/full: the disk is full; /);
    },
  );

  it('should write what pino writes', async () => {
    const file = join(folder, 'pino.log');
    const logger = await createAuditLogger(file);
    logger.infoJson('"id":"x","n":1');
    logger.info({ id: 'x', n: 1 });
    logger.close();
    const [ours, theirs] = entries(readFileSync(file, 'utf8'));
    expect(Object.keys(ours)).toEqual(Object.keys(theirs));
    expect({ ...ours, time: 0 }).toEqual({ ...theirs, time: 0 });
    expect(Math.abs(theirs.time - ours.time)).toBeLessThan(60_000);
  });

  it('should append to a log that is there', async () => {
    const file = join(folder, 'twice.log');
    for (let i = 0; i < 2; i++) {
      const logger = await createAuditLogger(file);
      logger.info({ i });
      logger.close();
    }
    expect(entries(readFileSync(file, 'utf8')).map(({ i }) => i)).toEqual([0, 1]);
  });
});
