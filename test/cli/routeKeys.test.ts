import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli, rowsOf } from './cli.js';

const { run, folder } = realCli();

describe('a route with several keys', () => {
  it('should answer with those that are good, and never show one', async () => {
    const simulator = await startSimulator({ keys: ['sk-good-key', 'sk-other-key'] });
    const config = (route: string) =>
      writeFileSync(
        join(folder, 'rxprompt.config.yaml'),
        `cache: off\nroutes:\n  - { baseUrl: '${simulator.url}', name: main, ${route} }\n`,
      );
    const env = { BAD: 'sk-bad-key', GOOD: 'sk-good-key', OTHER: 'sk-other-key' };
    const input = Array.from({ length: 60 }, (_, n) => `Question ${n}\n`).join('');
    config('keys: [$BAD, $GOOD, $OTHER]');
    const { code, stdout, stderr } = await run(['run'], { input, env });
    expect(code, stderr).toBe(0);
    const routes = rowsOf(stdout).map(({ route }) => route);
    expect(routes).toHaveLength(60);
    expect([...new Set(routes)].sort()).toEqual(['main-2', 'main-3']);
    // The bad one is left alone once it was refused.
    expect(simulator.stats().byStatus[401] ?? 0).toBeLessThan(20);
    expect(`${stdout}${stderr}`).not.toMatch(/sk-/);
    config('keys: [$BAD], key: $GOOD');
    const both = await run(['run'], { input, env });
    expect(both.code).toBe(2);
    expect(both.stderr).toContain('key and keys are both there; put them all in keys');
    config('keys: [sk-good-key]');
    const shown = await run(['run'], { input, env });
    expect(shown.code).toBe(2);
    expect(shown.stderr).toContain('the name of a variable');
    await simulator.close();
  });
});
