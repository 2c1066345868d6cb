import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { lastValueFrom, take, toArray } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedger } from '../../src/engine/ledger.js';
import { SourceError } from '../../src/errors/SourceError.js';
import { fromLines } from '../../src/sources/fromLines.js';
import { ACCOUNT, accountOf } from '../../src/types/Account.js';
import type { Prompt } from '../../src/types/Prompt.js';
import { OPEN, type PullSource } from '../../src/types/PullSource.js';

const all = (source: PullSource) => lastValueFrom(source.pipe(toArray()));
const textOf = (prompt: Prompt) => prompt.messages.at(-1)?.content;
const turn = () => new Promise((done) => setImmediate(done));

describe('fromLines', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxprompt-lines-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('should make a prompt of each line, numbered without the blank ones', async () => {
    const prompts = await all(fromLines(Readable.from(['one\n\n', 'two\nthree'])));
    expect(prompts.map(({ id, seq }) => [id, seq])).toEqual([
      ['line-1', 0],
      ['line-3', 1],
      ['line-4', 2],
    ]);
    expect(prompts.map(textOf)).toEqual(['one', 'two', 'three']);
    expect(prompts[0]?.messages).toEqual([{ role: 'user', content: 'one' }]);
  });

  it('should put the system message first and carry the parameters', async () => {
    const [prompt] = await all(
      fromLines(Readable.from(['hi']), { system: 'Be brief.', params: { temperature: 0 } }),
    );
    expect(prompt?.messages[0]).toEqual({ role: 'system', content: 'Be brief.' });
    expect(prompt?.params).toEqual({ temperature: 0 });
  });

  it('should read a file afresh for each subscription', async () => {
    const path = join(folder, 'two.txt');
    writeFileSync(path, 'a\nb\n');
    const source = fromLines(path);
    expect((await all(source)).map(textOf)).toEqual(['a', 'b']);
    expect((await all(source)).map(textOf)).toEqual(['a', 'b']);
  });

  it('should complete with nothing on empty input', async () => {
    expect(await all(fromLines(Readable.from([])))).toEqual([]);
    expect(await all(fromLines(Readable.from(['\n \n'])))).toEqual([]);
  });

  it('should emit a typed line at once, before the end of input', async () => {
    const typed = new PassThrough();
    const seen: unknown[] = [];
    const subscription = fromLines(typed).subscribe((prompt) => seen.push(textOf(prompt)));
    typed.write('first\nsec');
    await turn();
    await turn();
    expect(seen).toEqual(['first']);
    typed.write('ond\n');
    await turn();
    await turn();
    expect(seen).toEqual(['first', 'second']);
    subscription.unsubscribe();
    expect(typed.destroyed).toBe(true);
  });

  it('should take only so many prompts and destroy the stream', async () => {
    const typed = new PassThrough();
    typed.write('a\nb\nc\nd\n');
    expect((await all(fromLines(typed, { limit: 2 }))).map(textOf)).toEqual(['a', 'b']);
    expect(typed.destroyed).toBe(true);
    expect(await all(fromLines(new PassThrough(), { limit: 0 }))).toEqual([]);
  });

  it('should return an iterable that is not read to its end', async () => {
    let returned = false;
    const chunks = async function* () {
      try {
        for (;;) yield 'line\n';
      } finally {
        returned = true;
      }
    };
    await lastValueFrom(fromLines(chunks()).pipe(take(3)));
    await turn();
    expect(returned).toBe(true);
  });

  it('should say clearly why an input cannot be read', async () => {
    await expect(all(fromLines(join(folder, 'absent.txt')))).rejects.toThrow(
      /absent\.txt: there is no such file/,
    );
    await expect(all(fromLines(folder))).rejects.toThrow(/it is a folder/);
    await expect(all(fromLines(folder))).rejects.toBeInstanceOf(SourceError);
    const broken = new Readable({ read: () => {} });
    const result = all(fromLines(broken));
    broken.destroy(new Error('unplugged'));
    await expect(result).rejects.toThrow(/unplugged/);
    await expect(all(fromLines(Readable.from([{}])))).rejects.toThrow(/expected bytes or text, got object/);
  });

  it('should reject a line that is too long and go on', async () => {
    const prompts = await all(fromLines(Readable.from([`${'x'.repeat(99)}\nok\n`]), { maxLineBytes: 10 }));
    expect(prompts[0]).toMatchObject({
      id: 'line-1',
      seq: 0,
      messages: [],
      rejection: { code: 'bad_input' },
    });
    expect(prompts[0]?.rejection?.message).toMatch(/line 1 is longer than 10 bytes.*: split it/);
    expect(prompts[1]).toMatchObject({ id: 'line-2', seq: 1 });
  });

  it('should read no further than the window, and go on when a prompt is released', async () => {
    let reads = 0;
    const chunks = async function* () {
      for (let i = 0; i < 1_000; i++) {
        reads++;
        yield `line ${i}\n`;
      }
    };
    const held: Prompt[] = [];
    const done = new Promise<void>((complete) => {
      fromLines(chunks(), { window: { maxItems: 8 } }).subscribe({
        next: (prompt) => {
          accountOf(prompt)?.hold(prompt);
          held.push(prompt);
        },
        complete,
      });
    });
    for (let i = 0; i < 20; i++) await turn();
    expect(held).toHaveLength(8);
    expect(reads).toBeLessThanOrEqual(9);
    let released = 0;
    const timer = setInterval(() => {
      for (; released < held.length; released++) accountOf(held[released])?.release(held[released]);
    }, 0);
    await done;
    clearInterval(timer);
    expect(held.map(({ seq }) => seq)).toEqual(Array.from({ length: 1_000 }, (_, seq) => seq));
  });

  it('should open on an account of somebody else', async () => {
    const ledger = createLedger({ maxItems: 3 });
    const prompts: Prompt[] = [];
    const path = join(folder, 'five.txt');
    writeFileSync(path, 'a\nb\nc\nd\ne\n');
    const done = new Promise<void>((complete) => {
      fromLines(path)
        [OPEN](ledger)
        .subscribe({ next: (prompt) => prompts.push(prompt), complete });
    });
    while (prompts.length < 3) await turn();
    await turn();
    expect(ledger.outstanding).toBe(3);
    expect(ledger.bytes).toBe(6);
    expect(prompts[0]?.[ACCOUNT]).toBe(ledger);
    for (let settled = 0; settled < 5; settled++) {
      while (prompts.length <= settled) await turn();
      ledger.settle(settled);
    }
    await done;
    expect(ledger.outstanding).toBe(0);
  });

  it('should deliver a million lines that are settled at once on a flat stack', async () => {
    const block = 'line\n'.repeat(10_000);
    const chunks = async function* () {
      for (let i = 0; i < 100; i++) yield block;
    };
    let count = 0;
    await new Promise<void>((complete, error) => {
      fromLines(chunks(), { window: { maxItems: 1 } }).subscribe({
        next: (prompt) => {
          count++;
          accountOf(prompt)?.hold(prompt);
          accountOf(prompt)?.release(prompt);
        },
        complete,
        error,
      });
    });
    expect(count).toBe(1_000_000);
  });

  it('should refuse numbers that make no sense when it is built', () => {
    expect(() => fromLines('x', { maxLineBytes: 0 })).toThrow(/expected maxLineBytes .* got 0/);
    expect(() => fromLines('x', { limit: -1 })).toThrow(/expected limit .* got -1/);
    expect(() => fromLines('x', { window: { maxItems: 0 } })).toThrow(/expected maxItems/);
  });
});
