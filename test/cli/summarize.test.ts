import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../src/simulator/startSimulator.js';
import { readingServer, textIn } from '../helpers/readingServer.js';
import { until } from '../helpers/until.js';
import { realCli, rowsOf } from './cli.js';

const { run, start, folder } = realCli();
const path = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(path(name), 'utf8');

/** A paragraph is a part of its own: two would not fit in 600 characters. */
const paragraph = (n: number) =>
  `Chapter ${n} tells of the sea.\n${'The ship sails on and on. '.repeat(17)}\n\n`;
const book = (chapters: number) => Array.from({ length: chapters }, (_, n) => paragraph(n + 1)).join('');
const chapters = (chapters: number) => Array.from({ length: chapters }, (_, n) => `<Chapter ${n + 1}>`);
const SIZE = ['--chunk-size', '600'];
const write = (name: string, text: string | Buffer) => {
  writeFileSync(path(name), text);
  return name;
};

describe('rxprompt summarize', () => {
  it.concurrent('should ask about each part, join the answers in order, and write nothing else to stdout', async (test) => {
    const model = await readingServer(test, {
      answer: (text, question) =>
        question.startsWith('Between') ? `All: ${text.replaceAll('\n\n', ' ')}` : `<${text.slice(0, 9)}>`,
    });
    const { code, stdout, stderr } = await run([
      'summarize',
      write('book.txt', book(7)),
      '--base-url',
      model.url,
      ...SIZE,
    ]);
    expect(stdout).toBe(`All: ${chapters(7).join(' ')}\n`);
    expect(code).toBe(0);
    expect(stderr).toMatch(/book\.txt: 3,304 characters in 7 parts, 0 answers were there before/);
    expect(stderr).toMatch(/rows +8: 8 ok, 0 failed/);
    // Joined without the space at the borders: nothing was left out.
    const asked = model.questions.slice(0, 7).map(textIn).sort();
    expect(asked.join('').replace(/\s/g, '')).toBe(book(7).replace(/\s/g, ''));
  });

  it.concurrent('should read a pipe, in Chinese, by tokens, and join by a tree what does not fit one call', async (test) => {
    const text =
      '话说天下大势，分久必合，合久必分。周末七国分争，并入于秦。及秦灭之后，楚、汉分争，又并入于汉。'.repeat(
        40,
      );
    let joins = 0;
    const model = await readingServer(test, {
      answer: (_, question) => {
        if (!question.includes('概括。请') && !question.includes('各部分的概括'))
          return '刘备关羽张飞桃园结义。';
        joins++;
        return question.includes('从头到尾') ? '全书的概括。' : '合并的概括，说的是三个人。';
      },
    });
    const { code, stdout } = await run(
      [
        'summarize',
        '-',
        '--base-url',
        model.url,
        '--chunk-tokens',
        '200',
        '--reduce-tokens',
        '40',
        '--cache',
        'off',
      ],
      { input: text },
    );
    expect([code, stdout]).toEqual([0, '全书的概括。\n']);
    expect(joins).toBeGreaterThan(2);
    expect(model.questions[0]).toMatch(/^<text> 标签之间是一份长文件的一部分/);
  });

  it.concurrent('should ask the document what --question says, and tell all as JSON', async (test) => {
    const model = await readingServer(test);
    const page = `<!doctype html><html><head><script>let x = "${'no '.repeat(300)}"</script></head><body><h1>Whales</h1><p>${'They swim in the sea. '.repeat(40)}</p></body></html>`;
    const { code, stdout, stderr } = await run([
      ...['summarize', write('page.html', page), '--base-url', model.url, ...SIZE, '--json', '--quiet'],
      ...[
        '--question',
        'Where do they swim?',
        '--max-cost',
        '1',
        '--model',
        'deepseek-flash',
        '--max-tokens',
        '500',
      ],
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'ok',
      question: 'Where do they swim?',
      document: { name: 'page.html', characters: 889, parts: 2 },
      parts: [
        { part: 0, from: 0, status: 'ok', text: '<# Whales>' },
        { part: 1, to: 889, status: 'ok' },
      ],
      failed: [],
      prompts: 3,
      recalled: 0,
      requests: 3,
      tokens: { prompt: 300, completion: 30 },
      cost_usd: expect.any(Number),
    });
    for (const question of model.questions) expect(question).toContain('Where do they swim?');
    expect(model.questions.join('')).not.toContain('no no');
  });

  it.concurrent('should name a part that failed in the summary, exit 3, and ask for it alone the next time', async (test) => {
    let readable = false;
    const model = await readingServer(test, {
      answer: (text) => (text.startsWith('Chapter 3') && !readable ? 400 : `<${text.slice(0, 9)}>`),
    });
    const words = [
      'summarize',
      write('hard.txt', book(4)),
      '--base-url',
      model.url,
      ...SIZE,
      '--state',
      'hard.state',
    ];
    const first = await run(words);
    expect(first.code).toBe(3);
    expect(first.stdout).toBe(
      '<<Chapter >\n\n[Missing from this, of 4 parts: part 3 (characters 945 to 1,416: bad_request)]\n',
    );
    expect(first.stderr).toMatch(/part 3 failed \(bad_request\): .*I cannot read this/);
    expect(first.stderr).toContain('to go on: ');
    expect(model.questions.at(-1)).toContain(
      'Missing from the document, because it could not be read: part 3.',
    );
    readable = true;
    const before = model.questions.length;
    const second = await run(words);
    expect([second.code, second.stdout]).toEqual([0, '<<Chapter >\n']);
    // The part, and what joins the answers.
    expect(model.questions.length - before).toBe(2);
  });

  it.concurrent('should go on after kill -9, and pay for no part twice', async (test) => {
    const stuck = await readingServer(test, { most: 9 });
    const words = (url: string) => [
      'summarize',
      write('long.txt', book(30)),
      '--base-url',
      url,
      ...SIZE,
      '--state',
      'long.state',
      '--concurrency',
      '2',
      '--cache',
      'off',
      '--timeout',
      '10m',
    ];
    const running = start(words(stuck.url), { input: '' });
    await stuck.isFull;
    const rows = () => (existsSync(path('long.state.part')) ? rowsOf(read('long.state.part')).length : 0);
    // Not at every turn: the model answers in this process, too.
    await until(() => rows() >= 9, 10);
    running.process.kill('SIGKILL');
    await running.ended;
    writeFileSync(
      path('long.state.part'),
      `${read('long.state.part')}{"seq":0,"part":11,"id":"document","sta`,
    );

    const model = await readingServer(test);
    const { code, stderr } = await run(words(model.url));
    expect(stderr).toContain('long.state has 9 answers of before');
    expect(code).toBe(0);
    expect(model.questions).toHaveLength(30 - 9 + 1);
    const written = rowsOf(read('long.state'));
    expect(
      written
        .map(({ part }) => part)
        .filter((part) => part !== undefined)
        .sort((a, b) => a - b),
    ).toEqual([...Array(30).keys()]);
    expect(existsSync(path('long.state.part'))).toBe(false);
    const again = await run(words(model.url));
    expect([again.code, again.stdout !== '']).toEqual([0, true]);
    expect(model.questions).toHaveLength(22);
    const other = await run([...words(model.url), '--model', 'other']);
    expect(other.stderr).toMatch(/has rows of a run in which model was/);
    expect(other.code).toBe(2);
  });

  it.concurrent('should leave unasked what waits when it is stopped, show no summary, and say how to go on', async (test) => {
    const model = await readingServer(test, { most: 5 });
    const running = start(
      [
        'summarize',
        write('stopped.txt', book(30)),
        '--base-url',
        model.url,
        ...SIZE,
        '--state',
        'stopped.state',
        '--concurrency',
        '2',
      ],
      { input: '' },
    );
    await model.isFull;
    running.process.kill('SIGTERM');
    await running.said(/stopping: \d+ requests are under way/);
    model.release();
    const { code, stdout, stderr } = await running.ended;
    expect([code, stdout]).toEqual([143, '']);
    expect(stderr).toMatch(/there is no summary of it[\s\S]*to go on: .*--state stopped\.state/);
    expect(model.questions.length).toBeLessThan(5 + 2 * 3);
    // What was under way is answered, and kept.
    expect(rowsOf(read('stopped.state.part'))).toHaveLength(model.questions.length);
  });

  it.concurrent('should stop at --max-cost, and go on with more', async ({ onTestFinished }) => {
    const simulator = await startSimulator();
    onTestFinished(() => simulator.close());
    const words = [
      'summarize',
      write('dear.txt', book(12)),
      '--base-url',
      simulator.url,
      ...SIZE,
      '--state',
      'dear.state',
      '--thinking',
      'off',
      '--max-tokens',
      '600',
    ];
    const stopped = await run([...words, '--max-cost', '0.0013', '--concurrency', '1']);
    expect([stopped.code, stopped.stdout]).toEqual([4, '']);
    expect(stopped.stderr).toContain('to go on, with a higher --max-cost: ');
    const more = await run([...words, '--max-cost', '1']);
    expect(more.stderr).toMatch(/dear\.state has [1-9]\d* answers of before/);
    expect([more.code, more.stdout !== '']).toEqual([0, true]);
    expect(simulator.stats().requests).toBeLessThanOrEqual(13 + 1);
  });

  it.concurrent.for<[string, string | Buffer, string[], RegExp]>([
    ['empty.txt', '', [], /the document is empty/],
    ['binary.dat', Buffer.from([1, 0, 2]), [], /is a binary file, not a text/],
    ['scan.pdf', '%PDF-1.7\n', [], /is a PDF: pdftotext/],
    ['latin.txt', Buffer.from('caf\xe9', 'latin1'), [], /not valid UTF-8: convert it/],
    [
      'one.txt',
      'Hello',
      ['--chunk-tokens', '30'],
      /--chunk-tokens 30 is below the \d+ tokens of the question itself/,
    ],
    [
      'two.txt',
      'Hello',
      ['--chunk-size', '99'],
      /--chunk-size 99 is below the \d+ characters of the question/,
    ],
    ['three.txt', 'Hello', ['--overlap', '1001'], /more than half of --chunk-size 2000/],
    ['four.txt', 'Hello', ['--fresh'], /--fresh does nothing without --state/],
    ['five.txt', 'Hello', ['--state', 'five.txt'], /--state five.txt is the input/],
    ['six.txt', 'Hello', ['--question', ' '], /--question is empty/],
    ['seven.txt', 'Hello', ['--chunk-size', '5'], /Expected a whole number of at least 16/],
  ])('should refuse %s, saying what to do, and exit 2', async ([name, content, more, message], test) => {
    const model = await readingServer(test);
    const { code, stdout, stderr } = await run([
      'summarize',
      write(name, content),
      '--base-url',
      model.url,
      ...more,
    ]);
    expect(stderr).toMatch(message);
    expect([code, stdout, model.questions]).toEqual([2, '', []]);
  });

  it.concurrent('should tell at --dry-run what it would take, and ask nothing', async (test) => {
    const model = await readingServer(test);
    const words = [
      'summarize',
      write('dry.txt', `${book(60)}Mail ann@example.com.`),
      '--base-url',
      model.url,
      ...SIZE,
    ];
    const { code, stdout, stderr } = await run([...words, '--dry-run']);
    expect([code, stdout, model.questions]).toEqual([0, '', []]);
    expect(stderr).toMatch(/^document {2}dry\.txt: 28,\d\d\d characters$/m);
    expect(stderr).toMatch(
      /^parts {5}60, and about 3 calls that join the answers; 1 with personal data, which is taken out$/m,
    );
    expect(stderr).toMatch(/^prompts {3}63 in all$/m);
    expect(stderr).toMatch(/^cost now {2}\$0\.0\d+ .*\n[\s\S]*nothing was sent: --dry-run\n$/m);

    // What has its answer is not paid for again; the instruction of a part is counted with it.
    expect((await run([...words, '--state', 'dry.state', '--quiet'])).code).toBe(0);
    const asked = model.questions.length;
    const again = await run([...words, '--state', 'dry.state', '--dry-run', '--json']);
    const { document, tokens, prompts } = JSON.parse(again.stdout);
    expect(document).toMatchObject({ parts: 60, joins: 3, altered: 1, known: 60 });
    expect([prompts.total, model.questions.length]).toEqual([3, asked]);
    const retried = await run(['retry', 'dry.state', '--base-url', model.url]);
    expect([retried.code, retried.stderr]).toEqual([
      2,
      expect.stringContaining('run again with the same --state'),
    ]);
    const all = JSON.parse((await run([...words, '--dry-run', '--json'])).stdout);
    expect(all.tokens.input - tokens.input).toBeGreaterThan(60 * 150);
  });

  it.concurrent('should not send half of a number on either side of a border', async (test) => {
    const model = await readingServer(test);
    const numbers = Array.from({ length: 80 }, (_, n) => `+1 415 555 ${String(n + 1_000)}`).join(' , ');
    const words = ['summarize', write('phones.txt', numbers), '--base-url', model.url, ...SIZE];
    expect((await run([...words, '--overlap', '50'])).code).toBe(0);
    expect(model.questions.length).toBeGreaterThan(3);
    for (const question of model.questions) expect(textIn(question)).not.toMatch(/[0-9]/);
  });

  it.concurrent('should refuse a folder and a file that is not there', async (test) => {
    const model = await readingServer(test);
    for (const [name, message] of [
      ['nowhere.txt', /cannot read nowhere\.txt: there is no such file/],
      ['.', /it is a folder; name a file in it/],
    ] as const) {
      const { code, stderr } = await run(['summarize', name, '--base-url', model.url]);
      expect(stderr).toMatch(message);
      expect(code).toBe(2);
    }
  });
});
