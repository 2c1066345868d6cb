import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../../src/simulator/startSimulator.js';
import { realCli, rowsOf, type StartOptions } from '../cli.js';

const { run, start, main, folder } = realCli();
const path = (...names: string[]) => join(folder, ...names);
const file = (name: string) => path('rxprompt', 'chat', `${name}.json`);
const session = (name: string) => JSON.parse(readFileSync(file(name), 'utf8'));
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ keys: ['right', 'no-key'] });
});
afterAll(() => simulator.close());
afterEach(() => simulator.setFaults({ next: [] }));

const env = { XDG_STATE_HOME: folder };
const flags = () => ['chat', '--base-url', simulator.url];
const chat = (input: string, args: readonly string[] = [], options: StartOptions = {}) =>
  run([...flags(), ...args], { input, ...options, env: { ...env, ...options.env } });

describe('rxprompt chat, in a pipe', () => {
  it('should answer each line in turn, with those before it, and write nothing but answers to stdout', async () => {
    const lines = [
      'Who was Ada Lovelace?',
      '',
      'And her mother? Tell me all that you know of her.',
      'And hers?',
    ];
    const { code, stdout, stderr } = await chat(`${lines.join('\n')}\n/cost\n`, ['--session', 'ada']);
    const { history } = session('ada').conversation;
    expect(history.map(({ role }: { role: string }) => role)).toEqual([
      'user',
      'assistant',
      'user',
      'assistant',
      'user',
      'assistant',
    ]);
    const answers = history.filter(({ role }: { role: string }) => role === 'assistant');
    expect(stdout).toBe(answers.map(({ content }: { content: string }) => `${content}\n`).join(''));
    expect(stderr).toMatch(
      /^rxprompt: deepseek-flash at 127\.0\.0\.1:\d+ \(no key\)\nrxprompt: session ada: a new one\n/,
    );
    // The third has the first two in the server's cache.
    expect(stderr).toMatch(/last turn +\d+ tokens in \(128 cached, \d+ new\), \d+ out/);
    expect(code).toBe(0);
  });

  it('should answer a line before the next one comes', async () => {
    const { process: child, ended } = start([...flags(), '--quiet'], { env });
    child.stdin.write('Hello\n');
    await once(child.stdout, 'data');
    child.stdin.end('Goodbye');
    const { code, stdout, stderr } = await ended;
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  it('should take a quoted block, and lines that go on, for one turn each', async () => {
    const { code } = await chat('"""\nOne\n\n/cost\n"""\r\nTwo\\\r\nthree\r\n', [
      '--session',
      'blocks',
      '--quiet',
    ]);
    expect(code).toBe(0);
    const { history } = session('blocks').conversation;
    expect([history[0].content, history[2].content]).toEqual(['One\n\n/cost', 'Two\nthree']);
  });

  it('should obey commands, and do nothing more after one that is none', async () => {
    const input = '/model deepseek-v4-pro\n/system Be brief.\nHello\n/save script\n/systme x\nGoodbye\n';
    const { code, stderr } = await chat(input);
    expect(code).toBe(2);
    expect(stderr).toContain('there is no /systme; did you mean /system?');
    expect(session('script')).toMatchObject({
      model: 'deepseek-v4-pro',
      conversation: { system: 'Be brief.' },
    });
    expect(session('script').conversation.history).toHaveLength(2);
  });

  it('should send what was cleaned once the same ever after, and say so', async () => {
    const { stderr } = await chat('Write to ann@example.com\nAgain\n', [
      '--session',
      'clean',
      '--system',
      'I am bob@example.com',
      '--audit-log',
      path('audit.jsonl'),
    ]);
    expect(stderr.match(/personal data is not sent \(email 1\); --sanitize none leaves it in/g)).toHaveLength(
      2,
    );
    const { system, history } = session('clean').conversation;
    expect([system, history[0].content, history[2].content]).toEqual([
      'I am [EMAIL]',
      'Write to [EMAIL]',
      'Again',
    ]);
    expect(rowsOf(readFileSync(path('audit.jsonl'), 'utf8'))).toMatchObject([
      { id: 'turn-1', prompt: 'Write to [EMAIL]', error_code: null },
      { id: 'turn-2', prompt: 'Again', error_code: null },
    ]);
    await chat('Write to ann@example.com', ['--session', 'raw', '--sanitize', 'none']);
    expect(session('raw').conversation.history[0].content).toBe('Write to ann@example.com');
  });

  it('should drop the oldest turns from a context that is full, or summarize them, and say so', async () => {
    const talk = Array.from({ length: 6 }, (_, n) => `Tell me a long story about the number ${n}.\n`).join(
      '',
    );
    const args = ['--context-tokens', '600', '--thinking', 'off'];
    const dropped = await chat(talk, [...args, '--session', 'full']);
    expect(dropped.stderr).toMatch(
      /the dialog was full: the .*oldest turns? were dropped \(--context-tokens\)/,
    );
    expect(session('full').conversation.dropped).toBeGreaterThan(0);
    expect(session('full').conversation.summary).toBeNull();
    const summed = await chat(talk, [...args, '--session', 'summed', '--when-full', 'summarize']);
    expect(summed.stderr).toMatch(/oldest turns? were summarized/);
    expect(session('summed').conversation.summary).toMatch(/\w/);
    expect([dropped.code, summed.code]).toEqual([0, 0]);
  });
});

describe('rxprompt chat, when something is wrong', () => {
  it.each([
    ['../escape', 'cannot be the name of a session'],
    ['a/b', 'cannot be the name of a session'],
    ['.hidden', 'cannot be the name of a session'],
  ])('should refuse the session %j before anything is asked', async (name, problem) => {
    const { requests } = simulator.stats();
    const { code, stdout, stderr } = await chat('Hello', ['--session', name]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(problem);
    expect(simulator.stats().requests).toBe(requests);
  });

  it('should not go on with a session that is broken, nor touch it', async () => {
    mkdirSync(path('rxprompt', 'chat'), { recursive: true });
    writeFileSync(file('broken'), '{"rxprompt": "chat", ');
    const { code, stderr } = await chat('Hello', ['--session', 'broken']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /cannot go on with session broken, .*broken\.json: it is not JSON: .*; mend it or move it away/,
    );
    expect(readFileSync(file('broken'), 'utf8')).toBe('{"rxprompt": "chat", ');
  });

  it('should say so when no session can be kept, before anything is asked', async () => {
    writeFileSync(path('in-the-way'), '');
    const { requests } = simulator.stats();
    const { code, stderr } = await chat('Hello', ['--session', 'x'], {
      env: { XDG_STATE_HOME: path('in-the-way') },
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/cannot .* session.*in-the-way.*: a part of its path is not a folder/);
    expect(simulator.stats().requests).toBe(requests);
  });

  it('should say that a disk is full, keep what was saved before, and end with 1', async () => {
    expect((await chat('Hello', ['--session', 'cramped'])).code).toBe(0);
    const before = readFileSync(file('cramped'), 'utf8');
    const script = `trap '' XFSZ; ulimit -f 1; exec "$0" "$@"`;
    const words = [main, ...flags(), '--session', 'cramped'];
    const options = { cwd: folder, env: { PATH: process.env.PATH, ...env } };
    const { code, stdout, stderr } = await new Promise<{ code: unknown; stdout: string; stderr: string }>(
      (done) => {
        const child = execFile(
          'bash',
          ['-c', script, process.execPath, ...words],
          options,
          (error, stdout, stderr) => done({ code: error?.code ?? 0, stdout, stderr }),
        );
        child.stdin?.end('Tell me a long story\n');
      },
    );
    expect(stderr).toMatch(
      /cannot save session cramped, .*cramped\.json: the file is as large as files may be here/,
    );
    expect(stdout).toMatch(/\w/);
    expect(code).toBe(1);
    expect(readFileSync(file('cramped'), 'utf8')).toBe(before);
    expect(readdirSync(path('rxprompt', 'chat')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('should name the remedy without a key', async () => {
    const { code, stderr } = await run(['chat'], { input: 'Hello\n', env });
    expect(code).toBe(2);
    expect(stderr).toMatch(/no API key.*\n +DEEPSEEK_API_KEY=/);
  });

  it('should end at a key that is refused with 5, at a model that is unknown with 2', async () => {
    const wrong = await chat('Hello\nGoodbye\n', [], { env: { DEEPSEEK_API_KEY: 'wrong' } });
    expect(wrong.code).toBe(5);
    expect(wrong.stderr).toMatch(/no route has a working key .* the key is that of DEEPSEEK_API_KEY/);
    expect(wrong.stderr.match(/HTTP 401/g)).toHaveLength(1);
    const unknown = await chat('Hello\nGoodbye\n', ['--model', 'deepseek-flsh']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/did you mean deepseek-flash\? .*name one by --model/);
  });

  it('should go on after a turn that failed, without it, and end with 3', async () => {
    simulator.setFaults({ next: ['status500', 'ok'] });
    const { code, stdout, stderr } = await chat('Hello\nGoodbye\n', [
      '--max-retries',
      '0',
      '--session',
      'gaps',
    ]);
    expect([code, stdout.trimEnd().split('\n').length]).toEqual([3, 1]);
    expect(stderr).toMatch(/HTTP 500/);
    expect(session('gaps').conversation.history[0].content).toBe('Goodbye');
  });

  it('should say that nobody listens', async () => {
    const { code, stdout, stderr } = await run(
      ['chat', '--base-url', 'http://127.0.0.1:1', '--max-retries', '0'],
      {
        input: 'Hello\n',
        env,
      },
    );
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('nobody listens there');
  });

  it('should stop at --max-cost with 4', async () => {
    const talk = 'Tell me a long story.\n'.repeat(20);
    const { code, stderr } = await chat(talk, ['--max-cost', '0.0005', '--max-tokens', '200']);
    expect(code).toBe(4);
    expect(stderr).toContain('stopped: ');
  });

  it.each([
    [['--codec', 'prompt'], /unknown option '--codec'/],
    [['--context-tokens', '3'], /--context-tokens .*Expected a whole number/],
    [['--temperature', '3'], /--temperature .*Expected a number from 0 to 2/],
  ])('should refuse the flags %j', async (args, problem) => {
    const { code, stderr } = await chat('', args);
    expect(code).toBe(2);
    expect(stderr).toMatch(problem);
  });

  it('should refuse input that ends within quotes, or is no text', async () => {
    const open = await chat('"""\nHello\n');
    expect([open.code, open.stderr]).toEqual([2, expect.stringContaining('the input ends within """')]);
    const binary = await run(flags(), { input: Buffer.from([0x48, 0xff, 0xfe, 0x0a]), env });
    expect([binary.code, binary.stderr]).toEqual([1, expect.stringContaining('it is not UTF-8')]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('should leave the answer at %s, and end with %d', async (signal, expected) => {
    simulator.setFaults({ next: ['stallMidAnswer'] });
    const { process: child, ended } = start([...flags(), '--session', signal, '--thinking', 'off'], { env });
    child.stdin.write('Hello\n');
    await once(child.stdout, 'data');
    child.kill(signal);
    const { code } = await ended;
    expect(code).toBe(expected);
    expect(existsSync(file(signal))).toBe(false);
  });

  it('should end when nobody reads its answers any more', async () => {
    const { process: child, ended } = start(flags(), { env });
    child.stdout.destroy();
    child.stdin.end('Hello\nGoodbye\n'.repeat(10));
    const { code } = await ended;
    expect(code).toBe(141);
  });
});
