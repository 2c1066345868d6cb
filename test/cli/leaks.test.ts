import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ECHO_FORMS, echoServer } from '../helpers/echoServer.js';
import { KEYS, leaksOf, PERSONAL, PERSONAL_TEXT } from '../helpers/plants.js';
import { realCli, rowsOf } from './cli.js';

const { run, start, folder } = realCli();
const path = (name: string) => join(folder, name);

const PLANTED = [...Object.values(PERSONAL), ...Object.values(KEYS)];

/** Prompts that are answered and that fail in every way, with plants in all their fields. */
function writePrompts(name: string, forms: readonly string[]): void {
  const rows = ['fine', ...forms, 'held'].map((form, index) => ({
    id: `${index}-${PERSONAL.email}`,
    user_id: PERSONAL.phone,
    source: { file: `of ${PERSONAL.email}`, [PERSONAL.email]: 13812345678 },
    messages: [
      { role: 'system', content: `Ask ${PERSONAL.email}. ${PERSONAL_TEXT}`, name: PERSONAL.email },
      { role: 'user', content: [{ type: 'text', text: `${PERSONAL_TEXT} form:${form}` }] },
      { role: 'assistant', content: PERSONAL_TEXT, reasoning_content: PERSONAL_TEXT },
      { role: 'user', content: `${PERSONAL_TEXT} form:${form}` },
    ],
  }));
  const bad = [
    { id: PERSONAL.email, prompt: { text: PERSONAL_TEXT } },
    { id: 'x', messages: PERSONAL_TEXT },
  ];
  const lines = [`{"prompt": ${PERSONAL_TEXT}`, ...[...bad, ...rows].map((row) => JSON.stringify(row))];
  writeFileSync(path(name), `${lines.join('\n')}\n`);
}

/** A row without what is the caller's own by contract: id and fields. */
function ours(line: string): string {
  return rowsOf(line)
    .map(({ id: _id, input: _input, ...row }) => JSON.stringify(row))
    .join('\n');
}

const EVERYTHING = [
  ...['--audit-meta', 'user_id', '--audit-meta', 'source', '--fresh'],
  ...['--audit-meta', `by=${PERSONAL.email}`, '--audit-meta', `key=${PERSONAL.token}`],
  ...['--summary', 'summary.json', '--json', '--max-retries', '0', '--metrics-port', '0'],
  ...['--system', `You work for ${PERSONAL.email}.`],
];

describe('rxprompt run, with secrets and personal data planted everywhere', () => {
  it.each([
    ['whole answers', []],
    ['streams', ['--stream']],
    ['the prompt form', ['--codec', 'prompt']],
  ])('should let none of them out with %s', async (_what, flags) => {
    const { url, seen, holding, release } = await echoServer();
    const forms = ECHO_FORMS.filter((form) => form !== 'wrongKey' && form !== 'noBalance');
    writePrompts('planted.jsonl', forms);
    writeFileSync(path('key.txt'), KEYS.file);
    const auditLog = `${Math.random()}.log`;
    const program = start(
      [
        ...['planted.jsonl', '-o', 'out.jsonl', '--api-key-file', 'key.txt', '--concurrency', '1', ...flags],
        ...[
          '--base-url',
          `${url}/v1?key=${encodeURIComponent(KEYS.query)}&api-version=2026-10-21`,
          ...EVERYTHING,
        ],
        ...['--audit-log', auditLog],
      ],
      { env: { OPENAI_API_KEY: KEYS.environment } },
    );
    const [, metricsUrl] = await program.said(/metrics at (\S+)/);
    await holding;
    const metrics = await (await fetch(metricsUrl as string)).text();
    release();
    const { code, stdout, stderr } = await program.ended;
    const rows = readFileSync(path('out.jsonl'), 'utf8');
    const audit = readFileSync(path(auditLog), 'utf8');
    const summary = readFileSync(path('summary.json'), 'utf8');
    expect(leaksOf(seen.join(), PLANTED)).toEqual([PERSONAL.server, KEYS.file, KEYS.query]);
    expect(metrics).toContain('outcome="bad_response"');
    expect(rowsOf(rows)).toHaveLength(forms.length + 5);
    expect(rowsOf(audit)).toHaveLength(forms.length + 5);
    for (const [name, text] of Object.entries({
      metrics,
      stdout,
      stderr,
      audit,
      summary,
      rows: ours(rows),
    })) {
      expect({ name, leaks: leaksOf(text, PLANTED) }).toEqual({ name, leaks: [] });
    }
    expect(code).toBe(3);
  });

  it('should let none of them out of a configuration, nor of a Redis that refuses', async () => {
    const { url } = await echoServer();
    const cwd = mkdtempSync(join(folder, 'config-'));
    const route = {
      name: 'main',
      baseUrl: '$TEAM_URL',
      key: '$TEAM_KEY',
      headers: { 'x-team-token': '$TEAM_TOKEN' },
    };
    const config = { routes: [route], redis: '$REDIS_URL', system: PERSONAL_TEXT, maxRetries: 0 };
    writeFileSync(join(cwd, 'rxprompt.config.json'), JSON.stringify(config));
    const env = {
      TEAM_URL: `${url}/v1?token=${encodeURIComponent(KEYS.query)}`,
      TEAM_KEY: KEYS.config,
      TEAM_TOKEN: KEYS.header,
      REDIS_URL: `redis://ann:${KEYS.redis}@127.0.0.1:1`,
      OPENAI_API_KEY: KEYS.environment,
    };
    const input = ['cut', 'cutBody', 'inBand', 'refused', 'limited'].map(
      (form) => `form:${form} ${PERSONAL.email}\n`,
    );
    const ended = await run(['--json', '--audit-log', 'audit.log'], { cwd, env, input: input.join('') });
    const rows = rowsOf(ended.stdout);
    expect(rows.map(({ error }) => error.body.includes('[secret]'))).toEqual(Array(5).fill(true));
    expect(ended.stderr).toContain('Redis: ');
    const shown = await run(['config', 'show'], { cwd, env });
    const dry = await run(['--dry-run'], { cwd, env, input: input.join('') });
    const audit = readFileSync(join(cwd, 'audit.log'), 'utf8');
    const told = [ended.stdout, ended.stderr, audit, dry.stdout, dry.stderr].join();
    expect(leaksOf(told, PLANTED)).toEqual([]);
    // What stands in the file itself is shown, what its variables hold is not.
    expect(leaksOf(shown.stdout + shown.stderr, Object.values(KEYS))).toEqual([]);
  });

  it.each([
    ['a key that is refused', 'wrongKey', 5],
    ['an account without balance', 'noBalance', 5],
  ])('should let none of them out with %s', async (_what, form, exit) => {
    const { url } = await echoServer();
    const { code, stdout, stderr } = await run(['--base-url', url, '--json'], {
      input: `form:${form} ${PERSONAL_TEXT}\n`,
      env: { OPENAI_API_KEY: KEYS.environment },
    });
    expect({ code, leaks: leaksOf(stdout + stderr, PLANTED) }).toEqual({ code: exit, leaks: [] });
    expect(stderr).toContain('[secret]');
  });

  it.each([
    ['a password in the address', ['--base-url', `https://ann:${KEYS.user}@a.example/v1`]],
    ['an address that is none', ['--base-url', `ann:${KEYS.user}@a.example`]],
    ['a key in a fragment', ['--base-url', `https://a.example/v1#${KEYS.query}`]],
    ['a key on the open internet', ['--base-url', `http://a.example/v1?key=${KEYS.query}`]],
    [
      'a Redis that is none',
      ['--base-url', 'http://127.0.0.1:1', '--redis', `ann:${KEYS.redis}@127.0.0.1:1`],
    ],
    ['a key file of two words', ['--api-key-file', 'words.txt']],
  ])('should refuse %s without a word of it', async (_what, flags) => {
    writeFileSync(path('words.txt'), `key: ${KEYS.file}`);
    const { code, stdout, stderr } = await run(flags, { env: { OPENAI_API_KEY: KEYS.environment } });
    expect({ code, stdout, leaks: leaksOf(stderr, PLANTED) }).toEqual({ code: 2, stdout: '', leaks: [] });
  });

  it('should let none of them into what a stopped run leaves behind, and go on with it all the same', async () => {
    const { url, seen, holding, release } = await echoServer();
    // More than a window holds, so that some are left.
    const forms = ['fine', 'limited', 'held', ...Array.from({ length: 60 }, (_, index) => `fine${index}`)];
    writeFileSync(path('stopped.txt'), forms.map((form) => `form:${form} ${PERSONAL_TEXT}\n`).join(''));
    const system = `You work for ${PERSONAL.email}. ${PERSONAL_TEXT}`;
    const flags = [
      ...[
        'stopped.txt',
        '-o',
        'stopped.jsonl',
        '--max-retries',
        '0',
        '--concurrency',
        '1',
        '--system',
        system,
      ],
      ...[`--redis=redis://ann:${KEYS.redis}@127.0.0.1:1`, '--audit-log', 'stopped.log'],
      ...['--audit-meta', `by=${PERSONAL.email}`],
    ];
    const addressed = ['--base-url', `${url}/v1?api-version=7&key=${KEYS.query}`];
    const env = { OPENAI_API_KEY: KEYS.environment };
    const stopped = start([...flags, ...addressed], { env });
    await holding;
    stopped.process.kill('SIGINT');
    const [, command] = await stopped.said(/to go on later: (.*)/);
    release();
    const first = await stopped.ended;
    expect(first.code).toBe(130);
    expect(command).toContain("--base-url '");

    const record = () => readFileSync(path('stopped.jsonl.run.json'), 'utf8');
    expect(JSON.parse(record()).settings.system).toContain('You work for [EMAIL].');
    const told = [first.stderr, record(), readFileSync(path('stopped.jsonl.part'), 'utf8')];

    // With what the command shows, and with another system message.
    const shown = system.replace(PERSONAL.email, '[EMAIL]');
    const other = await run([...flags, ...addressed, '--system', `Now ${PERSONAL.phone}.`], { env });
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('system was') });
    const second = await run([...flags, ...addressed, '--system', shown], { env });
    expect(second.code).toBe(3);
    const asked = seen.length;
    const third = await run(['retry', 'stopped.jsonl', ...addressed], { env });
    expect({ code: third.code, asked: seen.length - asked }).toEqual({ code: 3, asked: 1 });
    expect(seen.at(-1)).toContain('You work for [EMAIL].');

    const report = await run(['report', 'stopped.jsonl', '--html', 'stopped.html']);
    told.push(other.stderr, second.stderr, third.stderr, record(), report.stdout, report.stderr);
    told.push(
      ...['stopped.jsonl', 'stopped.log', 'stopped.html'].map((name) => readFileSync(path(name), 'utf8')),
    );
    expect(leaksOf(told.join(), PLANTED)).toEqual([]);
  });
});
