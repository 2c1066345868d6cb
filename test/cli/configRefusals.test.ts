import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realCli } from './cli.js';

const { run, folder } = realCli();

/** What stands in the file, and what is said of it. */
const refusals: readonly (readonly [string, RegExp])[] = [
  ['modle: x', /:1:1: unknown field modle; did you mean model\?/],
  ['# a\nmax-retries: 3', /:2:1: unknown field max-retries; did you mean maxRetries\?/],
  ['port: 4010', /:1:1: unknown field port; did you mean simulate\.port\?/],
  ['simulate: { prot: 4010 }', /:1:13: unknown field simulate\.prot; did you mean port\?/],
  ['routes: [{ base_url: x }]', /: unknown field routes\[0\]\.base_url; did you mean baseUrl\?\n$/],
  ['routes: [{ name: x }]', /:1:10: routes\[0\]\.baseUrl is missing/],
  ['concurrency: 0.5', /:1:1: concurrency: expected auto, or a whole number of at least 1, got 0\.5/],
  [
    'concurrency: automatic',
    /: concurrency: expected auto, or a whole number of at least 1, got "automatic"/,
  ],
  ['rpm: -5', /: rpm: expected a number above 0, got -5/],
  ['topP: 2', /: topP: expected a number from 0 to 1, got 2/],
  ['timeout: soon', /: timeout: expected a time .*10m, got "soon"/],
  ['timeout: 90000000', /: timeout: expected a time above 0 and up to 24 days/],
  ['stream: yes', /: stream: expected true or false, got "yes"/],
  ['limit:', /: limit: expected a whole number of at least 1, got nothing/],
  ['model: 4', /: model: expected a text, got 4; put it in quotes: "4"/],
  ['cache: memmory', /: cache: expected one of memory, off, redis, got "memmory"; did you mean memory\?/],
  ['replyField: []', /: replyField: expected at least one text, got an empty list/],
  ['sanitize: emial', /--sanitize: .*did you mean "email"/],
  ['simulate: { startAt: noon }', /: simulate\.startAt: expected a time with its zone, .*, got "noon"/],
  ['routes: []', /: routes: expected at least one route/],
  ['baseUrl: http://127.0.0.1\nroutes: [{ baseUrl: http://127.0.0.1 }]', /:1:1: baseUrl and routes exclude/],
  ['routes: [{ baseUrl: a }]', /:1:10: routes\[0\]\.baseUrl is no URL/],
  ['routes: [{ baseUrl: "http://127.0.0.1", http2: true }]', /:1:10: routes\[0\]: http2 needs https/],
  [
    'routes: [{ baseUrl: "https://api.example" }]',
    /:1:10: routes\[0\]: no key for api\.example; add key: \$NAME/,
  ],
  [
    'routes: [{ baseUrl: a, name: x }, { baseUrl: b, name: x }]',
    /: routes\[1\]\.name: two routes are named x/,
  ],
  ['- model: x', /:1:1: the file: expected fields such as model: deepseek-flash, got a list/],
  ['model: x\nmodel: y', /:2:1: Map keys must be unique/],
  ['model: [', /:2:1: Flow sequence/],
  ['model: !env X', /:1:8: Unresolved tag: !env/],
  ['model: *x', /Unresolved alias/],
  // keys
  ['apiKey: sk-secret-1', /: unknown field apiKey; a key belongs to a route: .*key: \$NAME/],
  ['routes: [{ baseUrl: a, key: sk-secret-1 }]', /: routes\[0\]\.key: expected the name of a variable/],
  ['routes: [{ baseUrl: a, headers: { x-api-key: sk-secret-1 } }]', /x-api-key: a secret does not belong/],
  ['redis: redis://:sk-secret-1@localhost', /: redis: the password does not belong in a file/],
];

describe('a configuration file that is wrong', () => {
  it.concurrent.each(refusals)('should be refused: %s', async (text, message) => {
    const name = `wrong-${refusals.findIndex(([one]) => one === text)}.yaml`;
    writeFileSync(join(folder, name), `${text}\n`);
    const { code, stdout, stderr } = await run(['config', 'check', name]);
    expect(stderr).toMatch(message);
    expect(stderr.startsWith(`rxprompt: ${name}:`)).toBe(true);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).not.toMatch(/ {4}at |sk-secret/);
  });

  it('should be told of all at once, in the order of the lines, and stop a run', async () => {
    writeFileSync(
      join(folder, 'many.json'),
      '{\n  "modle": "x",\n  "rpm": 0,\n  "routes": [{ "kye": "$A" }]\n}\n',
    );
    const { code, stdout, stderr } = await run(['--config', 'many.json', '--base-url', 'http://127.0.0.1:1']);
    expect(stderr.split('\n').map((line) => line.replace(/: expected .*/, ''))).toEqual([
      'rxprompt: many.json: 3 problems',
      '  many.json:2:3: unknown field modle; did you mean model?',
      '  many.json:3:3: rpm',
      '  many.json:4:16: unknown field routes[0].kye; did you mean key?',
      '',
    ]);
    expect([code, stdout]).toEqual([2, '']);
  });

  it.concurrent.each([
    [['--config', 'nowhere.yaml'], {}, /cannot read the configuration nowhere\.yaml: there is no such file/],
    [['config', 'check'], {}, /there is no rxprompt\.config\.yaml, \.yml or \.json here; name a file/],
    [[], { RXPROMPT_RPM: 'many' }, /RXPROMPT_RPM: Expected a number above 0/],
    [[], { RXPROMPT_STREAM: 'maybe' }, /RXPROMPT_STREAM: Expected true or false/],
    [[], { RXPROMPT_CACHE: 'disk' }, /RXPROMPT_CACHE: Allowed choices are memory, off, redis/],
    [['config', 'chekc'], {}, /unknown command 'chekc'\n\(Did you mean check\?\)/],
    [['config'], {}, /Usage: rxprompt config/],
  ] as const)('should be missed, or the environment be wrong: %j %j', async (args, env, message) => {
    const { code, stderr } = await run(args, { env });
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });
});
