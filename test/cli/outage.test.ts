import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli, rowsOf } from './cli.js';

const { start } = realCli();

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `Question ${from + n}\n`).join('');

describe('a server that goes away during a run', () => {
  it('should be waited for, without a prompt or its retries lost', async () => {
    const simulator = await startSimulator();
    const run = start(['run', '--base-url', simulator.url, '--max-retries', '1', '--cache', 'off', '--json']);
    run.process.stdin.write(lines(0, 5));
    await expect.poll(() => simulator.stats().byStatus[200], { timeout: 20_000 }).toBe(5);
    simulator.setFaults({ refuseForMs: 2_000 });
    run.process.stdin.end(lines(5, 40));
    const { code, stdout, stderr } = await run.ended;
    expect(code, stderr).toBe(0);
    expect(rowsOf(stdout).map(({ status }) => status)).toEqual(new Array(40).fill('ok'));
    const summary = JSON.parse(stderr.trim().split('\n').at(-1) as string);
    expect(summary.attempt_errors.connection_refused).toBeGreaterThanOrEqual(5);
    // Of a server that is gone hardly anything is asked: what opened the circuit, and its probes.
    expect(summary.attempt_errors.connection_refused).toBeLessThan(30);
  }, 60_000);

  it('should be told at once when it was never there', async () => {
    const simulator = await startSimulator();
    const { url } = simulator;
    await simulator.close();
    const run = start(['run', '--base-url', url, '--max-retries', '1'], { input: lines(0, 12) });
    const { code, stdout } = await run.ended;
    expect(code).toBe(3);
    const codes = rowsOf(stdout).map(({ error }) => error.code);
    expect(codes).toEqual(new Array(12).fill('connection_refused'));
  }, 60_000);
});

describe('a server that asks for a pause', () => {
  it('should be given it by all calls, though --concurrency says how many', async () => {
    const faults = { next: ['ok', 'status429'], retryAfterSeconds: 1 };
    const simulator = await startSimulator({ faults });
    const flags = ['--base-url', simulator.url, '--concurrency', '1', '--cache', 'off'];
    const { code, stderr } = await start(['run', ...flags], { input: lines(0, 6) }).ended;
    expect(code, stderr).toBe(0);
    const asked = simulator.requests().filter(({ path }) => path === '/chat/completions');
    expect(asked.map(({ status }) => status)).toEqual([200, 429, ...new Array(5).fill(200)]);
    const [, refused, next] = asked.map(({ time }) => Date.parse(time)) as [number, number, number];
    expect(next - refused).toBeGreaterThanOrEqual(1_000);
    await simulator.close();
  }, 60_000);
});
