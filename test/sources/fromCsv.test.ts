import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type CsvOptions, fromCsv } from '../../src/sources/fromCsv.js';
import { fromJsonl } from '../../src/sources/fromJsonl.js';
import { createTemplate } from '../../src/text/template/PromptTemplate.js';

async function* chunks(text: string | Buffer, size = 5) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const read = async (text: string | Buffer, options: CsvOptions = {}) =>
  (await lastValueFrom(fromCsv(chunks(text), options).pipe(toArray()))).map(({ messages, ...prompt }) => ({
    ...prompt,
    asks: messages.map(({ role, content }) => `${role}: ${content}`),
  }));

describe('fromCsv', () => {
  it('should make prompts of rows: the question, id, system, and what travels with them', async () => {
    const text = '\uFEFFid,prompt,system,team\r\na,"Why,\nso?",Be brief.,red\r\n,Two,Sys,blue\r\n';
    expect(await read(text)).toMatchObject([
      { id: 'a', seq: 0, asks: ['system: Be brief.', 'user: Why,\nso?'], input: { team: 'red' } },
      { id: 'line-4', seq: 1, asks: ['system: Sys', 'user: Two'], input: { team: 'blue' } },
    ]);
  });

  it('should fill a template, and reject rows that miss a field, with line and nearest', async () => {
    const template = createTemplate({ system: 'You speak {{lang}}.', user: '{{title}}: {{ text }}' });
    const rows = await read('title,text,lang\nA,{{lang}},Dutch\nB,b\n', { template });
    expect(rows[0]?.asks).toEqual(['system: You speak Dutch.', 'user: A: {{lang}}']);
    expect(rows[0]?.input).toEqual({ title: 'A', text: '{{lang}}', lang: 'Dutch' });
    expect(rows[1]?.rejection?.message).toMatch(/^line 3 has 2 fields, the header names 3: /);
    const missing = await read('titel\nA\n', { template: createTemplate('{{title}}') });
    expect(missing[0]?.rejection?.message).toBe(
      'line 2 has no field "title", which the template asks for; did you mean "titel"?',
    );
  });

  it('should tell semicolons from the header, and tabs when told', async () => {
    expect((await read('id;text\n1;a,b\n'))[0]?.asks).toEqual(['user: a,b']);
    expect((await read('id\ttext\n1\ta;b\n', { delimiter: '\t' }))[0]?.asks).toEqual(['user: a;b']);
  });

  it('should pass over rows that have theirs, and stop at its limit', async () => {
    const text = `text\n${Array.from({ length: 9 }, (_, n) => `t${n}\n`).join('')}`;
    const rows = await read(text, { skip: (seq) => seq % 2 === 0, limit: 4 });
    expect(rows.map(({ seq, asks }) => [seq, ...asks])).toEqual([
      [1, 'user: t1'],
      [3, 'user: t3'],
    ]);
    expect(await read('text\n')).toEqual([]);
    expect(await read('')).toEqual([]);
  });

  it.each([
    ['a,b\n1,2\n', /names no column "prompt" or "text", but "a", "b": .*--template/],
    ['text,text\n', /names the column "text" twice/],
    ['text,\n', /column 2 of the header has no name/],
    ['"text\n1\n', /the header, line 1, opens a quote that is never closed/],
    ['\xff\xfet\0', /UTF-16/],
  ])('should refuse the header of %j', async (text, message) => {
    await expect(read(Buffer.from(text, 'latin1'))).rejects.toThrow(message);
  });

  it('should say what is wrong with a row, and go on', async () => {
    const rows = await read(Buffer.from('text,n\nfine,1\n"a"b,2\n\xff,3\nok,4\n', 'latin1'));
    expect(rows.map(({ rejection, asks }) => rejection?.message ?? asks[0])).toEqual([
      'user: fine',
      expect.stringMatching(/^line 3 goes on after the quote/),
      expect.stringMatching(/^line 4 is not valid UTF-8/),
      'user: ok',
    ]);
    expect(() => fromCsv(chunks(''), { delimiter: ',,' })).toThrow(RangeError);
  });
});

describe('fromJsonl with a template', () => {
  const filled = async (text: string, template: Parameters<typeof createTemplate>[0]) =>
    lastValueFrom(
      fromJsonl(chunks(text), { template: createTemplate(template), system: 'S' }).pipe(toArray()),
    );

  it('should take rows of any fields, texts and plain lines', async () => {
    const rows = await filled('{"id":7,"who":{"name":"Ann","tags":[1,2]},"n":0}\n{"id":8,"who":null}\n', {
      user: '{{who.name}} {{who.tags}} {{who.tags.1}} {{n}}',
      params: { temperature: 0 },
    });
    expect(rows[0]).toMatchObject({
      id: '7',
      messages: [
        { role: 'system', content: 'S' },
        { role: 'user', content: 'Ann [1,2] 2 0' },
      ],
      params: { temperature: 0 },
      input: { who: { name: 'Ann' }, n: 0 },
    });
    expect(rows[1]).toMatchObject({ id: '8', rejection: { message: expect.stringContaining('"who.name"') } });
    const lines = await filled('one\ntwo\n', 'Say {{text}}');
    expect(lines.map(({ messages }) => messages[1]?.content)).toEqual(['Say one', 'Say two']);
    expect((await filled('"one"\n', 'Say {{text}}'))[0]?.messages[1]?.content).toBe('Say one');
  });
});
