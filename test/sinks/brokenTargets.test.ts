import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { from, interval, map, NEVER, type Observable, Subject, startWith } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isClosedPipe } from '../../src/sinks/sinkError.js';
import { toJsonl } from '../../src/sinks/toJsonl.js';
import type { Outcome } from '../../src/types/Outcome.js';
import { anAnswer } from '../helpers/anOutcome.js';

const errorOf = (outcomes: Observable<Outcome>) =>
  new Promise<Error>((failed, complete) => {
    outcomes.subscribe({ error: failed, complete: () => complete(new Error('it completed')) });
  });
const turn = () => new Promise((done) => setImmediate(done));

describe('toJsonl on targets that break', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rxprompt-broken-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('should fail with a SinkError where nothing can be opened', async () => {
    expect(await errorOf(from([anAnswer()]).pipe(toJsonl(join(folder, 'no', 'such.jsonl'))))).toMatchObject({
      code: 'broken_sink',
      message: expect.stringMatching(/such\.jsonl: there is no such folder/),
    });
    expect(await errorOf(from([anAnswer()]).pipe(toJsonl(folder)))).toMatchObject({
      message: /it is a folder/,
    });
    const errors = join(folder, 'no', 'such.jsonl');
    expect(await errorOf(from([anAnswer()]).pipe(toJsonl(join(folder, 'a'), { errors })))).toMatchObject({
      code: 'broken_sink',
    });
  });

  it.runIf(existsSync('/dev/full'))('should say that the disk is full', async () => {
    const seen: Outcome[] = [];
    const error = await new Promise<Error>((failed) => {
      from([anAnswer()])
        .pipe(toJsonl('/dev/full'))
        .subscribe({ next: (outcome) => seen.push(outcome), error: failed });
    });
    expect(error).toMatchObject({
      code: 'broken_sink',
      message: expect.stringMatching(/^cannot write \/dev\/full: the disk is full; make room/),
    });
    expect(error.cause).toMatchObject({ code: 'ENOSPC' });
    expect(isClosedPipe(error)).toBe(false);
    expect(seen).toEqual([]);
  });

  it('should tell a closed pipe from other faults', async () => {
    const child = spawn('sh', ['-c', 'exec <&-; sleep 5'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const endless = interval(1).pipe(map((seq) => anAnswer({ seq })));
    const error = await errorOf(endless.pipe(toJsonl(child.stdin)));
    child.kill();
    expect(error).toMatchObject({ code: 'broken_sink' });
    expect(isClosedPipe(error)).toBe(true);
  });

  it('should not end the process when a pipe closes after it was unsubscribed', async () => {
    const child = spawn('true', { stdio: ['pipe', 'ignore', 'ignore'] });
    await new Promise((closed) => child.on('exit', closed));
    const subscription = NEVER.pipe(startWith(anAnswer()), toJsonl(child.stdin)).subscribe({
      error: () => {},
    });
    subscription.unsubscribe();
    for (let i = 0; i < 20; i++) await turn();
  });

  it('should wait for a slow stream and emit after its callback', async () => {
    const callbacks: (() => void)[] = [];
    const chunks: string[] = [];
    const slow = new Writable({
      decodeStrings: false,
      highWaterMark: 1,
      write(chunk, _, done) {
        chunks.push(chunk);
        callbacks.push(done);
      },
    });
    const source = new Subject<Outcome>();
    const seen: number[] = [];
    let completed = false;
    source.pipe(toJsonl(slow, { flushBytes: 1 })).subscribe({
      next: ({ seq }) => seen.push(seq),
      complete: () => {
        completed = true;
      },
    });
    for (let seq = 0; seq < 5; seq++) source.next(anAnswer({ seq }));
    source.complete();
    await turn();
    expect([chunks.length, seen.length]).toEqual([1, 0]);
    callbacks.shift()?.();
    await turn();
    expect(seen).toEqual([0]);
    // The other four came while the first was being written: one write for all of them.
    expect([chunks.length, completed]).toEqual([2, false]);
    callbacks.shift()?.();
    await turn();
    expect([seen, completed]).toEqual([[0, 1, 2, 3, 4], true]);
    expect(slow.destroyed || slow.writableEnded).toBe(false);
  });

  it('should write everything to a pipe that is full now and then', async () => {
    const fifo = join(folder, 'fifo');
    const copy = join(folder, 'copy');
    expect(spawnSync('mkfifo', [fifo]).status).toBe(0);
    const reader = spawn('sh', ['-c', `exec < "${fifo}"; sleep 0.2; cat > "${copy}"`]);
    const ended = new Promise((closed) => reader.on('exit', closed));
    // Not blocking, so that a full pipe is EAGAIN; it opens once the reader stands.
    const { O_WRONLY, O_NONBLOCK } = (await import('node:fs')).constants;
    let fd: number | undefined;
    while (fd === undefined) {
      try {
        fd = openSync(fifo, O_WRONLY | O_NONBLOCK);
      } catch {
        await turn();
      }
    }
    const outcomes = Array.from({ length: 2_000 }, (_, seq) => anAnswer({ seq }));
    let count = 0;
    await new Promise<void>((complete, error) => {
      from(outcomes)
        .pipe(toJsonl(fd))
        .subscribe({ next: () => count++, complete, error });
    });
    closeSync(fd);
    await ended;
    expect(count).toBe(2_000);
    const lines = readFileSync(copy, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual(outcomes.map(({ seq }) => seq));
  });
});
