import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { until } from '../helpers/until.js';
import { type Running, realCli } from './cli.js';

const { start, folder } = realCli();
const prompts = Array.from({ length: 20_000 }, (_, n) => `Tell me of ${n}\n`).join('');
let hanging: Simulator;
let running: Running | undefined;
beforeAll(async () => {
  hanging = await startSimulator({ faults: { stallBeforeAnswerRate: 1 } });
});
afterAll(() => hanging.close());
afterEach(async () => {
  running?.process.kill('SIGKILL');
  await running?.ended;
  await inFlight(0);
});

/** Waits until the server has so many. */
const inFlight = (count: number) => until(() => hanging.stats().inFlight === count, 10);

function begin(config: string, ...flags: string[]): (text: string) => void {
  const write = (text: string) => writeFileSync(join(folder, 'limits.yaml'), text);
  write(config);
  running = start(['run', '-', '-o', '-', '--config', 'limits.yaml', '--base-url', hanging.url, ...flags], {
    input: prompts,
    env: { DEEPSEEK_API_KEY: 'any' },
  });
  return (text) => {
    write(text);
    running?.process.kill('SIGUSR2');
  };
}

describe('rxprompt run, told to read its limits again', () => {
  it('should make more calls at once, and go on as it was with a file that is wrong', async () => {
    const rewrite = begin('concurrency: 2\n');
    await inFlight(2);
    rewrite('concurrency: 5\nrpm: 6000\n');
    await running?.said(/limits of .*limits\.yaml: concurrency 5, rpm 6000/);
    await inFlight(5);
    rewrite('concurency: 9\n');
    await running?.said(/limits\.yaml:1:1: .*concurrency/);
    rewrite('concurrency: 7\n');
    await inFlight(7);
    expect(running?.process.exitCode).toBeNull();
  });

  it('should keep what was typed, and say what takes a new start', async () => {
    const rewrite = begin('rpm: 6000\n', '--concurrency', '3');
    await inFlight(3);
    rewrite('concurrency: 5\n');
    await running?.said(/limits of .*: --concurrency was typed and stays/);
    expect(hanging.stats().inFlight).toBe(3);
  });

  it('should fix what was found out, at a route that is the only one', async () => {
    hanging.setFaults({ stallBeforeAnswerRate: 0, firstTokenMs: 300 });
    const rewrite = begin('model: deepseek-flash\n');
    await until(() => hanging.stats().inFlight >= 20, 10);
    rewrite('concurrency: 3\n');
    await running?.said(/limits of .*: concurrency 3/);
    await inFlight(3);
    const { requests } = hanging.stats();
    await until(() => {
      expect(hanging.stats().inFlight).toBeLessThanOrEqual(3);
      return hanging.stats().requests >= requests + 9;
    }, 10);
  });
});
