import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { realCli } from './cli.js';

const { run, folder, main } = realCli();
const LOCAL = ['--base-url', 'http://127.0.0.1:1'];
const path = (name: string) => join(folder, name);

beforeAll(() => {
  writeFileSync(path('one.txt'), 'What is RxJS?\n');
  writeFileSync(path('full.jsonl'), '{}\n');
  writeFileSync(path('empty.jsonl'), '');
  writeFileSync(path('no.key'), '\n');
  writeFileSync(path('one.key'), 'sk-test-0000\n');
  writeFileSync(path('two.key'), 'sk-one sk-two\n');
  mkdirSync(path('folder'));
});

/** Command line, exit code, what stderr says. */
const refusals: readonly (readonly [string, RegExp])[] = [
  // flags
  [
    'one.txt --concurency 3',
    /unknown option '--concurency'\n\(Did you mean --concurrency\?\)\n\(see rxprompt run --help\)/,
  ],
  ['--outpt x one.txt', /Did you mean --output/],
  ['one.txt --rpm -3', /option '--rpm <N>' argument '-3' is invalid\. Expected a number above 0/],
  ['one.txt --concurrency 0', /'--concurrency <N>' argument '0'.*whole number of at least 1/],
  ['one.txt --concurrency 1.5', /'--concurrency <N>' argument '1\.5'/],
  ['one.txt --max-retries NaN', /'--max-retries <N>' argument 'NaN'/],
  ['one.txt --temperature 3', /'--temperature <T>' argument '3'.*from 0 to 2/],
  ['one.txt --timeout soon', /'--timeout <TIME>' argument 'soon'.*such as 5 \(seconds\), 500ms, 10m/],
  ['one.txt --timeout 0', /'--timeout <TIME>'/],
  ['one.txt --limiter leaky', /Allowed choices are gcra, sliding-window/],
  ['one.txt --sanitize emial', /--sanitize: .*did you mean "email"/],
  ['one.txt --metrics-port 70000', /'--metrics-port \[PORT\]' argument '70000'/],
  ['--metrics-port one.txt', /no API key/],
  ['one.txt --metrics-port', /no API key/],
  ['simulate --prot 3', /Did you mean --port\?\)\n\(see rxprompt simulate --help/],
  ['one.txt two.txt', /one\.txt two\.txt: a run reads one FILE \(cat one\.txt two\.txt \| rxprompt\)/],
  ['rum one.txt', /no such command: rum; did you mean "rxprompt run one\.txt"/],
  ['What is RxJS', /to ask one question: echo "What is RxJS" \| rxprompt/i],
  // contradictions
  ['one.txt --limiter gcra', /--limiter does nothing.*--rpm or --tpm/],
  ['one.txt --cache off --redis redis://localhost', /--cache off and --redis contradict/],
  ['one.txt --cache redis', /--cache redis needs.*--redis redis:/],
  ['one.txt --cache off --cache-ttl 5', /--cache-ttl does nothing/],
  ['one.txt --metrics-host ::1', /--metrics-host needs --metrics-port/],
  ['one.txt --metrics-prefix llm', /--metrics-prefix needs --metrics-port/],
  [
    'one.txt --metrics-port --metrics-prefix a-b',
    /'a-b' is invalid. Expected letters, digits and _, such as llm/,
  ],
  ['one.txt --reply-field text', /--reply-field needs --codec prompt/],
  ['one.txt --codec prompt', /--codec prompt needs --base-url/],
  ['one.txt --codec prompt --stream', /cannot stream/],
  ['- --api-key-file -', /stdin can hold only one/],
  ['one.txt --summary -', /--json prints the summary/],
  ['one.txt --redis http://localhost --base-url http://127.0.0.1:1', /--redis: expected a Redis URL/],
  ['one.txt --http2 --base-url http://127.0.0.1:1', /http2 needs https/],
  // input
  ['nobody.txt', /cannot read nobody\.txt: there is no such file/],
  ['caht', /did you mean "rxprompt chat"/],
  ['simulat', /did you mean "rxprompt simulate"/],
  ['folder', /cannot read folder: it is a folder/],
  ['one.txt/two.txt', /not a folder/],
  // output
  ['one.txt -o full.jsonl', /-o full\.jsonl exists: .*--fresh/],
  ['one.txt -o one.txt', /-o one\.txt is the input itself/],
  ['one.txt -o ./folder/../one.txt --fresh', /is the input itself/],
  ['one.txt -o folder', /-o folder is a folder/],
  ['one.txt -o nowhere/out.jsonl', /there is no folder nowhere; make it first \(mkdir -p nowhere\)/],
  ['one.txt -o out.jsonl --audit-log ./out.jsonl', /--audit-log .*is the output/],
  ['one.txt --summary one.txt', /--summary one\.txt is the input/],
  ['one.txt --audit-meta user_id', /--audit-meta needs --audit-log/],
  ['one.txt --audit-log a.log --audit-meta =x', /--audit-meta without a name/],
  ['one.txt --audit-log nowhere/a.log', /--audit-log nowhere\/a\.log: there is no folder/],
  // keys and addresses
  [
    'one.txt',
    /no API key[\s\S]*DEEPSEEK_API_KEY[\s\S]*--env-file[\s\S]*--api-key-file[\s\S]*rxprompt demo[\s\S]*rxprompt simulate/,
  ],
  ['one.txt --base-url https://api.example.com', /no key for api\.example\.com/],
  ['one.txt --base-url api.example.com', /--base-url is no URL/],
  ['one.txt --base-url https://api.openai.com/v1 --api-key-file one.key', /no model deepseek-flash.*--model/],
  ['one.txt --api-key-file nobody.key', /--api-key-file nobody\.key: there is no such file/],
  ['one.txt --api-key-file no.key', /--api-key-file no\.key is empty/],
  ['one.txt --api-key-file two.key', /more than one word/],
];

describe('rxprompt, used wrongly', () => {
  it.concurrent.each(refusals)('should refuse: %s', async (line, message) => {
    const { code, stdout, stderr } = await run(line.split(' '));
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/ {4}at |sk-/);
  });

  it('should refuse a --env-file that is missing, unless Node does so first', async () => {
    const { code, stderr } = await run(['one.txt', '--env-file', 'nobody.env']);
    expect(stderr).toMatch(/nobody\.env: .*(no such file|not found)/);
    // nodejs/node#54232: Node looks for its own flag behind the script too, and exits with 9.
    expect([2, 9]).toContain(code);
    const words = ['--', main, 'one.txt', '--env-file', 'nobody.env'];
    const ours = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
    expect(ours.stderr).toContain('cannot read --env-file nobody.env: there is no such file');
    expect(ours.status).toBe(2);
  });

  it('should ask for a model when the only key is one for OpenAI', async () => {
    const env = { OPENAI_API_KEY: 'sk-test-0000' };
    const { code, stderr } = await run(['one.txt', '--dry-run'], { env });
    expect(stderr).toMatch(/^rxprompt: api\.openai\.com has no model deepseek-flash, the default: .*--model/);
    expect(code).toBe(2);
    const named = await run(['one.txt', '--dry-run', '--model', 'gpt-5-mini'], { env });
    expect(named.stderr).toContain('gpt-5-mini at api.openai.com (OPENAI_API_KEY)');
    expect(named.code).toBe(0);
  });

  it('should say how to ask one question when it is given in place of a file', async () => {
    const { code, stderr } = await run(['What is RxJS?']);
    expect(stderr).toContain('echo "What is RxJS?" | rxprompt');
    expect(code).toBe(2);
  });

  it('should refuse to write to the file that it reads, behind a redirection too', () => {
    const shell = (line: string) => spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' });
    const program = `"${process.execPath}" "${main}" ${LOCAL.join(' ')}`;
    for (const line of [`${program} < one.txt -o one.txt --fresh`, `${program} one.txt >> one.txt`]) {
      const { status, stderr } = shell(line);
      expect(stderr).toMatch(/is the input itself/);
      expect(status).toBe(2);
    }
    expect(readFileSync(path('one.txt'), 'utf8')).toBe('What is RxJS?\n');
    expect(shell(`${program} < folder`).stderr).toMatch(/stdin: it is a folder/);
  });

  it('should leave no file behind when it refuses', async () => {
    const { code } = await run(['one.txt', '-o', 'never.jsonl', '--audit-log', 'never.log']);
    expect(code).toBe(2);
    expect(() => readFileSync(path('never.jsonl'))).toThrow();
    expect(() => readFileSync(path('never.log'))).toThrow();
  });
});

describe('rxprompt, asked about itself', () => {
  it.concurrent.each([
    [['--help'], /run \[options\] \[FILE\][\s\S]*simulate[\s\S]*demo/],
    [['run', '--help'], /--concurrency <N>[\s\S]*Exit codes: 0 all rows ok/],
    [['simulate', '--help'], /--status429-rate <SHARE>/],
    [['demo', '--help'], /no key|Nothing leaves/],
    [['--version'], /^\d+\.\d+\.\d+/],
  ] as const)('should print it on stdout: %j', async (args, text) => {
    const { code, stdout } = await run(args);
    expect(stdout).toMatch(text);
    expect(code).toBe(0);
  });

  const hasScript = spawnSync('script', ['--version']).status === 0;
  it.skipIf(!hasScript)(
    'should print the help when there is nothing to read (needs script, util-linux)',
    () => {
      const line = `'${process.execPath}' '${main}'`;
      const { status, stdout } = spawnSync('script', ['-qec', line, '/dev/null'], { encoding: 'utf8' });
      expect(stdout).toContain('Usage: rxprompt');
      expect(status).toBe(2);
    },
  );
});

describe('rxprompt run --dry-run', () => {
  it('should count and check the input, show routes and settings, and send nothing', async () => {
    const input = '{"prompt":"a"}\n{"prompt":"mail ann@example.com"}\n{"prompt":\n{"text":7}\n';
    const args = [
      '-',
      '--dry-run',
      '-o',
      'dry.jsonl',
      '--temperature',
      '0',
      '--timeout',
      '5s',
      '--max-retries',
      '2',
    ];
    const { code, stdout, stderr } = await run([...args, ...LOCAL], { input });
    expect(stderr).toMatch(/deepseek-flash at 127\.0\.0\.1:1 \(no key\)/);
    expect(stderr).toMatch(/input +stdin \(prompts\)/);
    expect(stderr).toMatch(/prompts +2, 1 of them with personal data/);
    expect(stderr).toMatch(/bad lines +2\n +line 3 .*\n +line 4 /);
    expect(stderr).toMatch(/params +\{"model":"deepseek-flash","temperature":0\}/);
    expect(stderr).toMatch(/limits +2 retries, 5 s for an attempt/);
    expect([code, stdout]).toEqual([3, '']);
    expect(() => readFileSync(path('dry.jsonl'))).toThrow();
  });

  it('should stop counting at --limit', async () => {
    const { code, stderr } = await run(['--dry-run', '--limit', '2', ...LOCAL], { input: 'a\nb\nc\n' });
    expect(stderr).toMatch(/prompts +2\n/);
    expect(code).toBe(0);
  });
});
