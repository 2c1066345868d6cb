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
