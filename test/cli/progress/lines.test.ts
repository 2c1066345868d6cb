import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { canPaint } from '../../../src/cli/progress/canPaint.js';
import { countPrompts } from '../../../src/cli/progress/countPrompts.js';
import { Forecaster } from '../../../src/cli/progress/Forecast.js';
import { panelLines } from '../../../src/cli/progress/panelLines.js';
import { progressLine } from '../../../src/cli/progress/progressLine.js';
import { createTally } from '../../../src/telemetry/createTally.js';
import { aFailure, anAnswer } from '../../helpers/anOutcome.js';

const folder = mkdtempSync(join(tmpdir(), 'rxprompt-progress-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

/** A run that writes `perSecond` rows a second, each for a cent, and `resumed` before it. */
function aRun({ resumed = 0 } = {}) {
  const tally = createTally(0);
  tally.countBefore({ rows: resumed, failed: 0 });
  let seq = 0;
  return {
    tally,
    go(seconds: number, perSecond: number) {
      for (let row = 0; row < seconds * perSecond; row++)
        tally.count(anAnswer({ seq: seq++, costUsd: 0.01 }));
    },
  };
}

describe('Forecaster', () => {
  it('should tell speed, end and price', () => {
    const { tally, go } = aRun({ resumed: 100 });
    const forecaster = new Forecaster();
    forecaster.prompts = 1_000;
    go(10, 10);
    expect(forecaster.next(tally.snapshot(10_000))).toEqual({
      prompts: 1_000,
      perMinute: 600,
      secondsLeft: 80,
      costUsd: expect.closeTo(9),
    });
  });

  it('should know how fast it goes lately, not only from the beginning', () => {
    const { tally, go } = aRun();
    const forecaster = new Forecaster();
    for (let second = 1; second <= 100; second++) {
      go(1, 10);
      forecaster.next(tally.snapshot(second * 1_000));
    }
    // Nothing moves any more: a minute later that is all there is to say.
    for (let second = 101; second < 160; second++) forecaster.next(tally.snapshot(second * 1_000));
    expect(forecaster.next(tally.snapshot(160_000))).toMatchObject({ perMinute: 0, secondsLeft: null });
  });

  it('should tell nothing that it cannot know', () => {
    const { tally } = aRun();
    expect(new Forecaster().next(tally.snapshot(0))).toEqual({
      prompts: null,
      perMinute: 0,
      secondsLeft: null,
      costUsd: null,
    });
  });
});

describe('countPrompts', () => {
  it.each([
    ['lines', 'one\ntwo\n', 2],
    ['lines that are blank', '\none\n \t\r\n\ntwo\n', 2],
    ['a last line without an end', 'one\ntwo', 2],
    ['nothing', '', 0],
    ['a packed file', gzipSync('one\ntwo\n'), null],
  ])('should count %s', async (_, content, prompts) => {
    expect(await countPrompts(file('counted.txt', content)).prompts).toBe(prompts);
  });

  it('should take no more than the limit, and say nothing of what cannot be counted', async () => {
    const path = file('three.txt', 'one\ntwo\nthree\n');
    expect(await countPrompts(path, 2).prompts).toBe(2);
    expect(await countPrompts(path, 5).prompts).toBe(3);
    expect(await countPrompts(join(folder, 'missing.txt')).prompts).toBeNull();
    expect(await countPrompts(folder).prompts).toBeNull();
    const count = countPrompts(path);
    count.stop();
    expect(await count.prompts).toBeNull();
  });
});

describe('canPaint', () => {
  const tty = { isTTY: true };
  const screen = { stdin: tty, stdout: tty, stderr: tty, env: { TERM: 'xterm' } };
  it('should want a terminal that can, and for itself', () => {
    expect(canPaint(screen)).toBe(true);
    expect(canPaint({ ...screen, stderr: {} })).toBe(false);
    expect(canPaint({ ...screen, env: { TERM: 'dumb' } })).toBe(false);
    expect(canPaint(screen, { stdout: true })).toBe(false);
    expect(canPaint({ ...screen, stdout: {} }, { stdout: true })).toBe(true);
    expect(canPaint(screen, { stdin: true })).toBe(false);
    expect(canPaint({ ...screen, stdin: {} }, { stdin: true })).toBe(true);
  });
});

describe('progressLine and panelLines', () => {
  const { tally, go } = aRun({ resumed: 50 });
  go(10, 10);
  tally.count(anAnswer({ seq: 900, cached: 'memory', costUsd: 0, attempts: 0 }));
  tally.count(aFailure({ seq: 901 }));
  const snapshot = tally.snapshot(10_000);
  const known = { prompts: 304, perMinute: 612, secondsLeft: 9.2, costUsd: 2.5 };
  const unknown = { prompts: null, perMinute: 612, secondsLeft: null, costUsd: null };

  it('should say it in a line', () => {
    expect(progressLine(snapshot, known)).toMatch(
      /^10 s: 152 of 304 rows, 50 % \(612 a minute\), 1 of them failed, in flight 0, [\d,]+ tokens in, [\d,]+ out, \$1\.00 of about \$2\.50, about 10 s left$/,
    );
    expect(progressLine(snapshot, unknown)).toMatch(/^10 s: 152 rows .* out, \$1\.00$/);
  });

  it('should say it in a panel', () => {
    const text = (forecast: typeof known | typeof unknown) =>
      panelLines(snapshot, forecast, 8).map(({ label, text }) => `${label}: ${text}`);
    expect(text(known)).toContain(
      'progress: ██████████░░░░░░░░░░ 50 %, 152 of 304, 612 a minute, 10.0 s, about 10 s left',
    );
    expect(text(known)).toContain(
      'rows: 101 ok, 1 failed (timeout 1), 50 from before, 1 reused (1 % of those that are ok)',
    );
    expect(text(unknown)).toContain('progress: 152 rows, 612 a minute, 10.0 s');
  });
});
