import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { realCli } from './cli.js';

const { start, run, folder } = realCli();

const ask = (url: string, prompt: string) =>
  request(`${url}/v1/nlp`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-hidden', 'content-type': 'application/json' },
    body: JSON.stringify({ prompt }),
  }).then(({ body }) => body.dump());

describe('rxprompt simulate', () => {
  it.each(['log.jsonl', '-'])('should write what it saw to %s, and tell what it billed', async (log) => {
    const flags = ['--port', '0', '--log', log, '--start-at', '2026-11-24T09:00:00+08:00'];
    const simulator = start(['simulate', ...flags]);
    const [, url] = await simulator.said(/is at (http:\S+)/);
    await ask(url!, 'Why?');
    await ask(url!, 'Why?');
    simulator.process.kill('SIGTERM');
    const { code, stdout, stderr } = await simulator.ended;
    const text = log === '-' ? stdout : readFileSync(join(folder, log), 'utf8');
    const lines = text.trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line));

    expect(code).toBe(143);
    expect(records).toMatchObject([
      { number: 1, times: 1, peak: true, status: 200 },
      { number: 2, times: 2 },
    ]);
    expect(text).not.toContain('hidden');
    const billed = records[0].usd + records[1].usd;
    expect(stderr).toContain(`billed    $${billed.toFixed(6)}`);
    expect(stderr).toContain('1 different ones, 1 asked again');
  });

  it('should refuse at once a log that cannot be opened, and what is no time', async () => {
    const log = await run(['simulate', '--log', 'none/log.jsonl']);
    const time = await run(['simulate', '--start-at', 'noon']);

    expect([log.code, time.code]).toEqual([2, 2]);
    expect(log.stderr).toContain('--log none/log.jsonl cannot be written: there is no such file');
    expect(time.stderr).toContain('Expected a time with its zone, such as 2026-11-24T09:00:00+08:00.');
  });
});
