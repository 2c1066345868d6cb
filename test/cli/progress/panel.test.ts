import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../../src/simulator/startSimulator.js';
import { hasTerminal, NO_TERMINAL, openTerminal, type Terminal } from '../../helpers/terminal.js';
import { realCli } from '../cli.js';

const { main, folder } = realCli();
const CURSOR = '\u001b';
let slow: Simulator;
let hanging: Simulator;
let terminal: Terminal;
beforeAll(async () => {
  slow = await startSimulator({ faults: { firstTokenMs: 200, status503Rate: 0.2, retryAfterSeconds: 0 } });
  hanging = await startSimulator({ faults: { stallBeforeAnswerRate: 1 } });
  writeFileSync(
    join(folder, 'many.txt'),
    Array.from({ length: 5_000 }, (_, n) => `Tell me of ${n}\n`).join(''),
  );
  writeFileSync(join(folder, 'few.txt'), Array.from({ length: 20 }, (_, n) => `Tell me of ${n}\n`).join(''));
});
afterAll(async () => {
  await slow.close();
  await hanging.close();
});
afterEach(() => terminal?.close());

/** A run in a terminal. */
function begin(simulator: Simulator, args: readonly string[], options: object = {}): Terminal {
  const command = [process.execPath, main, ...args, '--base-url', simulator.url, '--max-retries', '50'];
  terminal = openTerminal(command, { columns: 120, rows: 30, cwd: folder, ...options });
  return terminal;
}
const lines = (screen: string, start: string) => screen.split('\n').filter((line) => line.startsWith(start));

describe.skipIf(!hasTerminal)(`the panel, in tmux${hasTerminal ? '' : ` (${NO_TERMINAL})`}`, () => {
  it('should change when a call is sent, before any is answered', async () => {
    const { shows } = begin(hanging, ['many.txt', '-o', 'sent.jsonl', '--concurrency', '8']);
    const screen = await shows(/[1-8] in flight of 8, [1-8] sent/);
    expect(screen).toMatch(/^rows +0 ok, 0 failed$/m);
    await shows(/progress +░{20} 0 %, 0 of 5,000/);
  });

  it('should show how the run stands, and give way to the summary', async () => {
    const { shows, screen } = begin(slow, [
      'many.txt',
      '-o',
      'all.jsonl',
      '--limit',
      '400',
      '--max-cost',
      '5',
    ]);
    const now = await shows(/progress +█{5,}░+ \d+ %, \d+ of 400, [\d,]+ a minute, .* about .* left/);
    expect(now).toMatch(/rows +\d+ ok, 0 failed/);
    expect(now).toMatch(/requests +\d+ in flight of \d+, \d+ sent, \d+ retries \(overloaded \d+\)/);
    expect(now).toMatch(/errors +overloaded \d+/);
    expect(now).toMatch(/tokens +[\d,]+ in .*, [\d,]+ out/);
    expect(now).toMatch(/cost +\$0\.\d+, about \$0\.\d+ in all/);
    expect(now).toMatch(/budget +\$0\.\d+ spent and \$\d\.\d+ set aside, of \$5\.00/);
    expect(now).toMatch(
      /route +127\.0\.0\.1:\d+: \d+ in flight, \d+ ok, \d+ errors, the last one overloaded/,
    );
    const last = await shows(/ended with 0/);
    expect(last).toMatch(/rows +400: 400 ok/);
    expect(last).not.toContain('progress');
    expect(terminal.cursor).toBe(true);
    expect(screen(true)).not.toContain(`${CURSOR}[2m`);
  }, 60_000);

  it('should hide the cursor and write messages above itself after Ctrl-C', async () => {
    const { shows, press } = begin(hanging, ['many.txt', '-o', 'stopped.jsonl', '--concurrency', '2']);
    await shows(/[12] in flight of 2/);
    expect(terminal.cursor).toBe(false);
    press('C-c');
    const stopping = await shows(/stopping: \d+ calls? (?:is|are) under way[\s\S]*progress/);
    expect(lines(stopping, 'progress')).toHaveLength(1);
    expect(stopping).not.toContain('^C');
    // Sooner, it would count as the same press.
    await sleep(250);
    press('C-c');
    const last = await shows(/ended with 130/);
    expect(last).toContain('aborted: ');
    expect(last).not.toContain('in flight');
    expect(terminal.cursor).toBe(true);
  });

  it('should fit whatever the terminal becomes', async () => {
    const { shows, resize } = begin(slow, ['many.txt', '-o', 'resized.jsonl', '--concurrency', '4']);
    await shows(/errors +overloaded/);
    resize(40, 30);
    const narrow = await shows(/^requests.{30}…$/m);
    for (const label of ['progress', 'rows', 'requests', 'route'])
      expect(lines(narrow, label)).toHaveLength(1);
    resize(100, 30);
    const wide = await shows(/^requests.* sent, .*\)$/m);
    for (const label of ['requests', 'tokens', 'cost', 'route']) expect(lines(wide, label)).toHaveLength(1);
    resize(100, 5);
    const low = await shows(/^progress/);
    expect(low.split('\n').length).toBeLessThanOrEqual(5);
    expect(low).not.toContain('route');
    resize(100, 30);
    await shows(/^route/m);
  });

  it('should have no colours when NO_COLOR says so', async () => {
    const { shows, screen } = begin(slow, ['many.txt', '-o', 'plain.jsonl'], { env: { NO_COLOR: '1' } });
    await shows(/errors +overloaded/);
    expect(screen(true)).not.toContain(CURSOR);
    terminal.close();
    const { shows: showsToo, screen: colored } = begin(slow, ['many.txt', '-o', 'colored.jsonl']);
    await showsToo(/errors +overloaded/);
    expect(colored(true)).toContain(CURSOR);
  });

  it.each<[string, string[], { env?: Record<string, string> }]>([
    ['--quiet', ['--quiet'], {}],
    ['--json', ['--json'], {}],
    ['TERM=dumb', [], { env: { TERM: 'dumb' } }],
    ['rows on the same terminal', ['-o', '-'], {}],
  ])('should not be there with %s', async (_, flags, options) => {
    const output = flags.includes('-o') ? [] : ['-o', `none-${flags.join('')}.jsonl`];
    const { shows } = begin(slow, ['few.txt', ...output, ...flags], { ...options, rows: 200, columns: 300 });
    const last = await shows(/ended with 0/);
    expect(last).not.toContain('in flight');
    expect(last).not.toContain('progress');
  });
});
