import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/startSimulator.js';
import { realCli, rowsOf } from './cli.js';

const { run, folder } = realCli();
const write = (name: string, text: string | object) => {
  writeFileSync(join(folder, name), typeof text === 'string' ? text : JSON.stringify(text));
  return name;
};
const CITY = {
  type: 'object',
  properties: { name: { type: 'string' }, people: { type: 'integer' } },
  required: ['name', 'people'],
  additionalProperties: false,
};
/** What no answer of the simulator is. */
const NEVER = { ...CITY, properties: { ...CITY.properties, people: { type: 'integer', minimum: 1e9 } } };

let simulator: Simulator;
let local: string[];
beforeAll(async () => {
  simulator = await startSimulator();
  local = ['--base-url', simulator.url, '--thinking', 'off'];
  write('city.json', CITY);
  write('never.json', NEVER);
});
afterAll(() => simulator.close());

/** A server that answers with these texts in turn, and what it was asked. */
async function serverOf(...texts: string[]) {
  // biome-ignore lint/suspicious/noExplicitAny: bodies are looked into
  const asked: any[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      asked.push(JSON.parse(body));
      const message = { role: 'assistant', content: texts.shift() ?? 'nothing' };
      const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ model: 'm', choices: [{ message, finish_reason: 'stop' }], usage }));
    });
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('rxprompt run --schema', () => {
  it.concurrent.each([['json-mode'], ['strict-tool']])(
    'should give rows what their answers say, asked by %s',
    async (form) => {
      const flags = ['--schema', 'city.json', '--json-form', form, ...local];
      const { code, stdout } = await run(flags, { input: 'About Paris\nAbout Ghent\n' });
      const rows = rowsOf(stdout);
      expect(code).toBe(0);
      expect(rows.map(({ json }) => json)).toEqual(
        Array(2).fill({ name: expect.any(String), people: expect.any(Number) }),
      );
      // What the row is of is what was asked, not how.
      expect(rows[0].prompt_hash).toHaveLength(16);
    },
  );

  it('should repair, with the bill of all tries, and go through the cache with what fits', async () => {
    const { asked, url } = await serverOf('Sure!', '```json\n{"name":"Ur","people":5}\n```');
    const flags = ['--schema', 'city.json', '--base-url', url, '--concurrency', '1'];
    const { code, stdout, stderr } = await run(flags, { input: 'one\none\n' });
    const rows = rowsOf(stdout).sort((a, b) => a.seq - b.seq);
    expect(code).toBe(0);
    expect(rows.map(({ json }) => json)).toEqual(Array(2).fill({ name: 'Ur', people: 5 }));
    expect(rows[0]).toMatchObject({ attempts: 2, usage: { prompt_tokens: 20, completion_tokens: 10 } });
    expect(rows[1].attempts).toBe(0);
    expect(asked).toHaveLength(2);
    expect(asked[1].messages.at(-1).content).toContain('- the answer is not JSON');
    expect(stderr).toMatch(/requests +2 sent, .*1 repair/);
  });

  it('should end what cannot be met as failed rows with their text', async () => {
    const flags = ['--schema', 'never.json', '--max-repairs', '1', ...local];
    const { code, stdout } = await run(flags, { input: 'About Paris\n' });
    const [row] = rowsOf(stdout);
    expect(code).toBe(3);
    expect(row).toMatchObject({ status: 'error', attempts: 2, error: { code: 'invalid_answer' } });
    expect(row.error.message).toContain('after 1 repair: /people must be >= 1000000000');
    expect(JSON.parse(row.error.body)).toMatchObject({ people: expect.any(Number) });
  });

  it.concurrent('should put it into batch rows, too', async () => {
    const line = { custom_id: 'a', body: { messages: [{ role: 'user', content: 'Paris' }] } };
    const { stdout } = await run(['--schema', 'city.json', ...local], { input: JSON.stringify(line) });
    expect(rowsOf(stdout)[0].meta.json).toEqual({ name: expect.any(String), people: expect.any(Number) });
  });

  it.concurrent.each([
    ['missing.json', undefined, 'cannot read --schema missing.json'],
    ['broken.json', '{"type":', '--schema broken.json is not JSON'],
    ['wrong.json', { properties: { a: { type: 'str' } } }, '--schema wrong.json: /properties/a/type must be'],
    ['slip.json', { propertys: {} }, 'did you mean "properties"?'],
  ])('should refuse %s before anything is written', async (name, content, message) => {
    if (content !== undefined) write(name, content);
    const out = `${name}.out`;
    const { code, stderr } = await run(['--schema', name, '-o', out, ...local], { input: 'x\n' });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(() => readFileSync(join(folder, out))).toThrow();
  });

  it.concurrent.each([
    [['--max-repairs', '1'], '--max-repairs does nothing without --schema'],
    [['--json-form', 'prompt'], '--json-form does nothing without --schema'],
  ])('should refuse %j', async (flags, message) => {
    const { code, stderr } = await run([...flags, ...local], { input: 'x\n' });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it('should go on only under the same schema, and retry only under it', async () => {
    write('mine.json', NEVER);
    write('cities.txt', 'About Paris\nAbout Ghent\n');
    const flags = ['--schema', 'mine.json', '--max-repairs', '0', '-o', 'cities.jsonl', ...local];
    expect((await run(['cities.txt', ...flags])).code).toBe(3);
    write('mine.json', CITY);
    const again = await run(['cities.txt', ...flags]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('in which schema was')]);
    const retried = await run(['retry', 'cities.jsonl']);
    expect([retried.code, retried.stderr]).toEqual([2, expect.stringContaining('--schema is no longer')]);
  });

  it.concurrent('should be in an estimate and in a dry run', async () => {
    write('short.txt', 'Hi\n');
    const estimate = async (...flags: string[]) =>
      JSON.parse((await run(['estimate', 'short.txt', '--json', ...local, ...flags])).stdout).tokens.input;
    const [plain, asked] = [await estimate(), await estimate('--schema', 'city.json')];
    expect(asked).toBeGreaterThan(plain + 50);
    const { stderr } = await run(['short.txt', '--dry-run', '--schema', 'city.json', ...local]);
    expect(stderr).toMatch(/schema +city.json \(json-mode\)/);
  });
});
