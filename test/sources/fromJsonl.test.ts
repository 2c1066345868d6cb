import { Readable } from 'node:stream';
import fc from 'fast-check';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { fromJsonl, type JsonlOptions } from '../../src/sources/fromJsonl.js';
import type { Prompt } from '../../src/types/Prompt.js';

const all = (text: string | Uint8Array, options?: JsonlOptions) =>
  lastValueFrom(fromJsonl(Readable.from([Buffer.from(text)]), options).pipe(toArray()));
const rows = (...values: unknown[]) => values.map((value) => JSON.stringify(value)).join('\n');
const user = (content: string) => [{ role: 'user', content }];
const messageOf = (prompt: Prompt | undefined) => prompt?.rejection?.message;

describe('fromJsonl', () => {
  it('should take plain lines', async () => {
    const prompts = await all('What is RxJS?\n42\n');
    expect(prompts.map(({ messages }) => messages)).toEqual([user('What is RxJS?'), user('42')]);
  });

  it('should take JSON strings, with line ends inside them', async () => {
    const [prompt] = await all(rows('two\nlines', 'b'));
    expect(prompt?.messages).toEqual(user('two\nlines'));
  });

  it('should take prompts with all their fields, and keep unknown ones untouched', async () => {
    const params = { temperature: 0, stop: ['x'] };
    const [first, second, third] = await all(
      rows(
        { prompt: 'a', id: 'one', system: 'S', params, user_id: 7, tags: ['x'] },
        { text: 'b', id: 5 },
        { prompt: 'c', text: 'other' },
      ),
    );
    expect(first).toMatchObject({
      id: 'one',
      seq: 0,
      messages: [{ role: 'system', content: 'S' }, ...user('a')],
      params,
      input: { user_id: 7, tags: ['x'] },
    });
    expect(second).toMatchObject({ id: '5', messages: user('b') });
    expect(second).not.toHaveProperty('input');
    expect(third).toMatchObject({ id: 'line-3', messages: user('c') });
  });

  it('should take conversations', async () => {
    const messages = [
      { role: 'user', content: [{ type: 'text', text: 'hi' }] },
      { role: 'assistant', content: null, tool_calls: [{ id: 'x' }] },
      { role: 'tool', content: 'r', tool_call_id: 'x' },
    ];
    const [prompt] = await all(rows({ messages, params: { top_p: 1 }, source: 'mail' }));
    expect(prompt).toMatchObject({ messages, params: { top_p: 1 }, input: { source: 'mail' } });
  });

  it('should take prompts and conversations in one file', async () => {
    const mixed = [{ prompt: 'a', id: 'p' }, { messages: user('b'), id: 'm', topic: 't' }, { text: 'c' }];
    for (const order of [mixed, mixed.toReversed()]) {
      const prompts = await all(rows(...order));
      expect(prompts.map(({ messages, rejection }) => [messages, rejection])).toEqual(
        order.map((row) => [row.messages ?? user((row.prompt ?? row.text) as string), undefined]),
      );
      expect(prompts[1]).toMatchObject({ id: 'm', input: { topic: 't' } });
    }
  });

  it('should take lines of a batch', async () => {
    const body = { model: 'deepseek-flash', messages: user('a'), temperature: 0.5 };
    const url = '/v1/chat/completions';
    const [prompt, bare] = await all(
      rows(
        { custom_id: 'r1', method: 'POST', url, body, note: 'n' },
        { custom_id: 'r2', body: { messages: user('b') } },
      ),
    );
    expect(prompt).toMatchObject({
      id: 'r1',
      messages: user('a'),
      params: { model: 'deepseek-flash', temperature: 0.5 },
      input: { note: 'n' },
    });
    expect(bare).toMatchObject({ id: 'r2', messages: user('b') });
  });

  it('should let a row win over the defaults', async () => {
    const options = { system: 'D', params: { temperature: 1, top_p: 1 } };
    const [own, none] = await all(
      rows({ prompt: 'a', system: 'S', params: { temperature: 0 } }, { prompt: 'b' }),
      options,
    );
    expect(own).toMatchObject({ messages: [{ content: 'S' }, {}], params: { temperature: 0, top_p: 1 } });
    expect(none).toMatchObject({ messages: [{ content: 'D' }, {}], params: options.params });
    const [conversation] = await all(
      rows({ messages: [{ role: 'system', content: 'S' }, ...user('c')] }),
      options,
    );
    expect(conversation?.messages).toHaveLength(2);
  });

  it('should tell the format once', async () => {
    const formats: string[] = [];
    await all(rows({ messages: user('a') }, { messages: user('b') }), {
      onFormat: (format) => formats.push(format),
    });
    expect(formats).toEqual(['messages']);
  });

  it('should obey a format that is asked for', async () => {
    const [line] = await all('{"prompt": "x"}', { format: 'lines' });
    expect(line?.messages).toEqual(user('{"prompt": "x"}'));
    const [wrong] = await all('"text"', { format: 'prompts' });
    expect(messageOf(wrong)).toBe('line 1 is a string: give a JSON object');
    expect(() => fromJsonl('x', { format: 'csv' as 'lines' })).toThrow(/expected format to be auto.*got csv/);
  });

  it.each([
    ['{"prompt": "secret', /line 2 is not JSON/],
    ['[1]', /line 2 is an array: give a JSON object/],
    ['{"id": "x"}', /line 2 has no "prompt" or "text"/],
    ['{"prompt": 5}', /line 2 has a number in "prompt": give text/],
    ['{"text": " "}', /line 2 has no text in "text"/],
    ['{"prompt": "a", "params": []}', /line 2 has an array for "params": give an object/],
    ['{"prompt": "a", "system": 1}', /line 2 has a number for "system"/],
    ['{"prompt": "a", "id": ""}', /line 2 has nothing for "id"/],
  ])('should reject %s and go on', async (line, message) => {
    const prompts = await all(`{"prompt": "ok"}\n${line}\n{"prompt": "ok"}\n`);
    expect(prompts.map(({ seq, rejection }) => [seq, rejection?.code])).toEqual([
      [0, undefined],
      [1, 'bad_input'],
      [2, undefined],
    ]);
    expect(prompts[1]?.messages).toEqual([]);
    expect(messageOf(prompts[1])).toMatch(message);
    expect(messageOf(prompts[1])).not.toContain('secret');
  });

  it.each([
    [{ messages: 'x' }, /has a string for "messages"/],
    [{ messages: [] }, /has no message in "messages"/],
    [{ messages: [5] }, /has a number for "messages\[0\]"/],
    [{ messages: [{ content: 'x' }] }, /has nothing for "messages\[0\]\.role"/],
    [{ messages: [{ role: 'user' }] }, /for "messages\[0\]\.content"/],
    [{ messages: [{ role: 'user', content: [{ text: 'x' }] }] }, /for "messages\[0\]\.content"/],
    [{ custom_id: 'a', body: { messages: user('x') }, method: 'GET' }, /"method" that is not "POST"/],
    [{ custom_id: 'a', body: { messages: user('x') }, url: '/v1/embeddings' }, /"url" that is not/],
    [{ custom_id: 'a', body: 'x' }, /has a string for "body"/],
    [{ body: { messages: user('x') } }, /has no "custom_id"/],
  ])('should reject %j', async (row, message) => {
    expect(messageOf((await all(rows(row)))[0])).toMatch(message);
  });

  it('should keep the id of a bad row, and allow equal ids', async () => {
    const prompts = await all(rows({ id: 'x', prompt: 'a' }, { id: 'x' }, { id: 'x', prompt: 'a' }));
    expect(prompts.map(({ id }) => id)).toEqual(['x', 'x', 'x']);
  });

  it('should bring back the id and the own fields of a bad row', async () => {
    const [first, second, third] = await all(
      rows(
        { prompt: '', id: 9, user: 'u' },
        { prompt: 'a', params: 1, id: 'x', user: 'v' },
        { prompt: 5, system: 'S' },
      ),
    );
    expect(first).toMatchObject({ id: '9', input: { user: 'u' }, messages: [] });
    expect(second).toMatchObject({ id: 'x', input: { user: 'v' } });
    expect(third).not.toHaveProperty('input');
  });

  it('should keep a text beside a prompt as a field of the caller', async () => {
    const [prompt] = await all(rows({ prompt: 'a', text: 'a note' }));
    expect(prompt).toMatchObject({ messages: user('a'), input: { text: 'a note' } });
  });

  it.each([
    [[0xff, 0xfe, 0x61, 0, 0x0a, 0], /the input is UTF-16.*iconv/],
    [[0xfe, 0xff, 0, 0x61, 0, 0x0a], /the input is UTF-16.*iconv/],
  ])('should refuse an input that is no UTF-8 text from its first bytes on: %j', async (bytes, message) => {
    await expect(all(Uint8Array.from(bytes))).rejects.toThrow(message);
  });

  it('should tell the format by the next line when the first is broken JSON', async () => {
    const prompts = await all('{"prompt": "a\n{"prompt": "b"}\n');
    expect(prompts.map(({ rejection }) => rejection !== undefined)).toEqual([true, false]);
    expect(prompts[1]?.messages).toEqual(user('b'));
  });

  it.each([
    '[\n{"prompt": "a"}\n]',
    '{\n"prompt": "a"\n}',
    '[{"prompt": "a"}]',
    '["a", "b"]',
    '[{"prompt":\n"a"}]',
  ])('should refuse JSON over several lines: %j', async (text) => {
    await expect(all(text)).rejects.toThrow(/one JSON value to a line/);
  });

  it('should keep a field that is called __proto__ as a field', async () => {
    const [prompt] = await all('{"prompt": "a", "__proto__": {"polluted": true}}');
    expect(Object.hasOwn(prompt?.input ?? {}, '__proto__')).toBe(true);
    expect((prompt?.input as { polluted?: boolean } | undefined)?.polluted).toBeUndefined();
  });

  it('should never throw and never lose a line, whatever stands in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.json(), fc.string()), { minLength: 1, maxLength: 10 }),
        async (lines) => {
          const text = ['{"prompt": "first"}', ...lines.map((line) => line.replace(/[\r\n]/g, ' '))];
          const prompts = await all(text.join('\n'));
          expect(prompts).toHaveLength(text.filter((line) => line.trim() !== '').length);
          for (const { messages, rejection } of prompts)
            expect(messages.length > 0).toBe(rejection === undefined);
        },
      ),
      { numRuns: 200 },
    );
  });
});
