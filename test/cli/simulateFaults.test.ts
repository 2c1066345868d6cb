import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { realCli } from './cli.js';

const { start, run, folder } = realCli();

/** Starts a simulator; its URL, and what it said. */
async function simulate(...flags: string[]) {
  const simulator = start(['simulate', '--port', '0', ...flags]);
  onTestFinished(() => {
    simulator.process.kill('SIGKILL');
  });
  const [, url = ''] = await simulator.said(/is at (https?:\S+)/);
  const ask = (dispatcher?: Agent) =>
    request(`${url}/v1/nlp`, {
      method: 'POST',
      headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
      body: '{"prompt":"Why?"}',
      ...(dispatcher && { dispatcher }),
    }).then(async ({ statusCode, headers, body }) => ({ statusCode, headers, text: await body.text() }));
  return { ...simulator, url, ask };
}

describe('the faults of rxprompt simulate', () => {
  it('should come by flags of every kind', async () => {
    const { url, ask, process, ended } = await simulate(
      ...['--first-token-ms', 'uniform:1,2', '--stall-ms', '5', '--status-rates', '504=0.25,520=0.5'],
      ...['--next', 'status503,status529,ok', '--retry-after-seconds', 'exact', '--retry-after-form', 'ms'],
      ...['--requests-per-minute', '1', '--rate-limit-kind', 'tokenBucket', '--rate-limit-headers', 'azure'],
    );
    const seen = [await ask(), await ask(), await ask()];
    const faults = await request(`${url}/__faults`);

    expect(seen.map(({ statusCode }) => statusCode)).toEqual([503, 529, 200]);
    expect(seen[2]?.headers).toMatchObject({ 'x-ratelimit-remaining-requests': '0' });
    expect(await faults.body.json()).toMatchObject({
      firstTokenMs: 'uniform:1,2',
      stallMs: 5,
      statusRates: { 504: 0.25, 520: 0.5 },
      retryAfterSeconds: 'exact',
    });
    process.kill('SIGTERM');
    expect((await ended).stderr).toContain('faults    status503: 1, status529: 1');
  });

  it.each([
    [['--first-token-ms', 'uniform:4,1'], /uniform:4,1: the maximum is below the minimum\./],
    [['--first-token-ms', 'soon'], /Expected a number of milliseconds, lognormal:MEDIAN,SIGMA,/],
    [['--status-rates', '200=1'], /Expected statuses with their shares/],
    [['--next', 'status503,bang'], /Expected faults without their rate, statuses or ok/],
    [['--rate-limit-status', '500'], /Expected 429 or 503\./],
    [['--tls-cert', 'cert.pem'], /--tls-cert needs --tls-key FILE/],
    [['--tls-key', 'key.pem'], /--tls-key needs --tls-cert FILE/],
    [
      ['--tls-cert', 'none.pem', '--tls-key', 'none.pem'],
      /--tls-cert none\.pem cannot be read: there is no such file/,
    ],
    [
      ['--plan', 'high.yaml', '--status500-rate', '0.6'],
      /high\.yaml:1:1: expected the rates in plan\.faults to add up to at most 1, got 1\.2/,
    ],
    [['--plan', 'none.yaml'], /cannot read the plan none\.yaml: there is no such file/],
  ])('should refuse %j', async (flags, message) => {
    writeFileSync(join(folder, 'high.yaml'), 'faults: { status502Rate: 0.6 }\n');
    const { code, stderr } = await run(['simulate', '--port', '0', ...flags]);

    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('should come by a plan, over what the flags say, and be told of', async () => {
    writeFileSync(
      join(folder, 'plan.yaml'),
      '# slow at first\nseed: 3\nsteps:\n  - where: { path: /v1/nlp }\n    faults: { status502Rate: 1 }\n',
    );
    const { url, ask, said } = await simulate('--plan', 'plan.yaml', '--first-token-ms', '1', '--tls');
    await said(/and the plan plan\.yaml/);
    const agent = new Agent({ connect: { rejectUnauthorized: false } });
    const plan = await request(`${url}/__plan`, { dispatcher: agent });

    expect(await plan.body.json()).toMatchObject({ plan: { seed: 3 } });
    expect((await ask(agent)).statusCode).toBe(502);
    await agent.destroy();
  });

  it.each([
    [
      'steps:\n  - at: 1\n    fualts: {}\n',
      /bad\.yaml:3:5: expected a field of plan\.steps\.0, got fualts; did you mean faults\?/,
    ],
    [
      'steps:\n  - faults: { status530Rate: 1 }\n',
      /bad\.yaml:2:15: expected a field of plan\.steps\.0\.faults, got status530Rate; did you mean status500Rate\?/,
    ],
    ['faults:\n  slots: 0\n', /bad\.yaml:2:3: expected plan\.faults\.slots to be >=1, got 0/],
    ['faults: { slots: 1\n', /bad\.yaml:2:1: /],
    ['- 1\n', /bad\.yaml:1:1: expected plan to be object/],
  ])('should refuse the plan %j by line, field and the nearest right one', async (plan, message) => {
    writeFileSync(join(folder, 'bad.yaml'), plan);
    const { code, stderr } = await run(['simulate', '--port', '0', '--plan', 'bad.yaml']);

    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('should be over TLS and HTTP/2, by a certificate that a run can trust', async () => {
    const simulator = await simulate('--http2', '--next', 'status503');
    const [, certificate = ''] = await simulator.said(/export NODE_EXTRA_CA_CERTS=(\S+)/);
    writeFileSync(join(folder, 'prompts.txt'), 'Why?\nWhere?\n');
    const trusting = { NODE_EXTRA_CA_CERTS: certificate };
    const args = ['prompts.txt', '--base-url', simulator.url, '--http2', '--quiet'];
    const asked = await run(args, { env: trusting });
    const distrusting = await run([...args, '--max-retries', '0']);
    simulator.process.kill('SIGTERM');
    await simulator.ended;

    expect(
      asked.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).status),
    ).toEqual(['ok', 'ok']);
    expect(distrusting.stdout).toContain('its certificate is not trusted');
    expect(existsSync(certificate)).toBe(false);
  });

  it('should be over TLS by a certificate that it is given', async () => {
    for (const name of ['cert', 'key']) {
      copyFileSync(
        fileURLToPath(new URL(`../fixtures/localhost-${name}.pem`, import.meta.url)),
        join(folder, `${name}.pem`),
      );
    }
    const { url, ask } = await simulate('--tls-cert', 'cert.pem', '--tls-key', 'key.pem');
    const agent = new Agent({ connect: { rejectUnauthorized: false } });

    expect([url.startsWith('https:'), (await ask(agent)).statusCode]).toEqual([true, 200]);
    await agent.destroy();
  });
});
