import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli, rowsOf, type StartOptions } from './cli.js';

const { run, start, folder } = realCli();
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const LOCAL = ['--base-url', 'http://127.0.0.1:1'];

let eu: Simulator;
let us: Simulator;
let down: Simulator;
beforeAll(async () => {
  eu = await startSimulator({ keys: ['sk-eu-000001'] });
  us = await startSimulator({
    keys: ['sk-us-000001'],
    models: { theirs: 'deepseek-v4-pro' },
    faults: { firstTokenMs: 100 },
  });
  down = await startSimulator({ faults: { status503Rate: 1 } });
});
afterAll(async () => {
  for (const simulator of [eu, us, down]) await simulator.close();
});

describe('the configuration file', () => {
  it.concurrent('should be beaten by the environment, and that by flags', async () => {
    write(
      'layers.yaml',
      'temperature: 0.1\ntopP: 0.1\nmaxTokens: 10\ntimeout: 7\nmaxRetries: 1\nstream: true\n',
    );
    const env = { RXPROMPT_TOP_P: '0.2', RXPROMPT_MAX_TOKENS: '20' };
    const args = [
      '--config',
      'layers.yaml',
      '--max-tokens',
      '30',
      '--max-retries',
      '0',
      '--no-stream',
      ...LOCAL,
    ];
    const { code, stderr } = await run(['--dry-run', ...args], { env, input: 'Hello\n' });
    expect(stderr).toContain('settings from layers.yaml');
    expect(stderr).toContain('{"model":"deepseek-flash","temperature":0.1,"top_p":0.2,"max_tokens":30}');
    expect(stderr).toContain('0 retries, 7 s for an attempt');
    expect(code).toBe(0);

    const shown = await run(['config', 'show', ...args], { env });
    for (const [line, source] of [
      ['concurrency: auto', 'default'],
      ['temperature: 0.1', 'file layers.yaml:1'],
      ['topP: 0.2', 'env RXPROMPT_TOP_P'],
      ['maxTokens: 30', 'flag --max-tokens'],
      ['timeout: 7', 'file layers.yaml:4'],
      ['stream: false', 'flag --no-stream'],
      ['cacheTtl: 3600', 'default'],
    ] as const) {
      expect(shown.stdout).toMatch(new RegExp(`^${line} +# ${source}$`, 'm'));
    }
    expect(shown.stdout).toContain('# asks 127.0.0.1:1 (no key)');
  });

  it.concurrent('should be found in the working folder, as YAML or JSON, unless --no-config', async () => {
    const cwd = join(folder, 'found');
    mkdirSync(cwd);
    writeFileSync(
      join(cwd, 'rxprompt.config.json'),
      '{\n\t"$schema": "x.json",\n\t"model": "from-json"\n}\n',
    );
    const model = async (...args: string[]) =>
      /"model":"(.*?)"/.exec((await run(['--dry-run', ...LOCAL, ...args], { cwd })).stderr)?.[1];
    expect(await model()).toBe('from-json');
    writeFileSync(join(cwd, 'rxprompt.config.yaml'), 'model: from-yaml\n');
    expect(await model()).toBe('from-yaml');
    expect(await model('--config', 'rxprompt.config.json')).toBe('from-json');
    expect(await model('--no-config')).toBe('deepseek-flash');
    writeFileSync(join(cwd, 'other.yaml'), 'model: from-variable\n');
    const env = { RXPROMPT_CONFIG: 'other.yaml' };
    expect((await run(['--dry-run', ...LOCAL], { cwd, env })).stderr).toContain('"model":"from-variable"');
  });

  it.concurrent('should give each route its key, its names for models and its limits', async () => {
    write('right.env', 'US_KEY=sk-us-000001\n');
    write(
      'routes.yaml',
      `envFile: right.env
cache: off
routes:
  - { name: last, baseUrl: "${eu.url}", key: $EU_KEY, priority: 9 }
  - { name: first, baseUrl: "${down.url}", connectMs: 500 }
  - { name: second, baseUrl: $US_URL, key: "\${US_KEY}", models: { deepseek-flash: theirs }, concurrency: 1 }
`,
    );
    const env = { EU_KEY: 'sk-eu-000001', US_URL: us.url };
    const { code, stdout, stderr } = await run(['--config', 'routes.yaml'], { env, input: 'a\nb\nc\n' });
    expect(stderr).toMatch(/deepseek-flash at first, then second, then last \(\$\{US_KEY\}, \$EU_KEY\)/);
    expect(rowsOf(stdout).map(({ route, model }) => `${route} ${model}`)).toEqual(
      Array(3).fill('second deepseek-v4-pro'),
    );
    expect(us.stats().peakInFlight).toBe(1);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toMatch(/sk-[eu]/);
  });

  it.concurrent('should set the simulator, under simulate', async () => {
    write('simulator.yaml', 'model: x\nsimulate: { port: 0, insufficientBalance: true, seed: 7 }\n');
    const { process: child, said, ended } = start(['simulate', '--config', 'simulator.yaml', '--seed', '8']);
    const [, url] = await said(/is at (\S+)\nwith \{"insufficientBalance":true\}/);
    const { status } = await fetch(`${url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer x' },
    });
    expect(status).not.toBe(200);
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
  });

  it.concurrent('should give way as a whole where flags say otherwise', async () => {
    write(
      'ways.yaml',
      'redis: $NO_REDIS\ncacheTtl: 60\nmetricsHost: "::1"\nroutes: [{ baseUrl: $NOWHERE, key: $NO_KEY }]\n',
    );
    const way = (args: string[], options: StartOptions = {}) =>
      run(['--dry-run', '--config', 'ways.yaml', ...args], options);
    expect((await way(['--redis', 'redis://localhost', ...LOCAL])).code).toBe(0);
    const off = await way(['--cache', 'off', ...LOCAL], { env: { NO_REDIS: 'redis://localhost' } });
    expect(off.stderr).toMatch(/^cache +off$/m);
    expect((await way(['--no-redis', ...LOCAL])).stderr).toMatch(/^cache +memory$/m);
  });

  it.concurrent('should lose its address, not its routes, to OPENAI_BASE_URL', async () => {
    const env = { OPENAI_API_KEY: 'sk-eu-000001', OPENAI_BASE_URL: `${eu.url}/v1` };
    write('address.yaml', 'baseUrl: http://127.0.0.1:2\n');
    const address = await run(['--dry-run', '--config', 'address.yaml'], { env });
    expect(address.stderr).toContain(`at ${new URL(eu.url).host} (OPENAI_API_KEY)`);
    write('address-of-route.yaml', 'routes: [{ baseUrl: http://127.0.0.1:2 }]\n');
    const route = await run(['--dry-run', '--config', 'address-of-route.yaml'], { env });
    expect(route.stderr).toContain('OPENAI_BASE_URL is not used');
    expect(route.stderr).toContain('at 127.0.0.1:2 (no key)');
  });
});

describe('rxprompt config', () => {
  it.concurrent('should check the file and its variables, and send nothing', async () => {
    write('fine.yaml', `routes: [{ baseUrl: "${eu.url}", key: $EU_KEY }]\n`);
    const { requests } = eu.stats();
    const fine = await run(['config', 'check', 'fine.yaml'], { env: { EU_KEY: 'sk-eu-000001' } });
    expect(fine).toEqual({ code: 0, stdout: '', stderr: 'rxprompt: fine.yaml is fine\n' });
    const missing = await run(['config', 'check', 'fine.yaml']);
    expect(missing.stderr).toMatch(
      /^rxprompt: fine\.yaml:1:\d+: routes\[0\]\.key: the variable EU_KEY is not set; /,
    );
    expect(missing.code).toBe(2);
    expect(eu.stats().requests).toBe(requests);
  });

  it.concurrent('should show no key, no password, no query', async () => {
    write('shown.yaml', `redis: $REDIS\nroutes: [{ baseUrl: "${eu.url}/?k=hidden", key: $EU_KEY }]\n`);
    const env = { EU_KEY: 'sk-eu-000001', REDIS: 'redis://me:hidden@localhost' };
    const { code, stdout, stderr } = await run(['config', 'show', '--config', 'shown.yaml'], { env });
    expect(stdout).toMatch(/^redis: \$REDIS +# file shown\.yaml:1$/m);
    expect(stdout).toMatch(/^ {4}key: \$EU_KEY$/m);
    expect(stdout + stderr).not.toMatch(/hidden|sk-eu/);
    expect(code).toBe(0);
    const given = await run(['config', 'show', '--no-config'], { env: { RXPROMPT_REDIS: env.REDIS } });
    expect(given.stdout).toMatch(/^redis: redis:\/\/\*\*\*@localhost +# env RXPROMPT_REDIS$/m);
  });

  it.concurrent('should print the schema that editors use', async () => {
    const { code, stdout } = await run(['config', 'schema']);
    expect(JSON.parse(stdout).properties.model.type).toBe('string');
    expect(code).toBe(0);
  });
});
