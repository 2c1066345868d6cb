import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonSchemaCheck } from '../../../src/answers/jsonSchemaCheck.js';
import { zodCheck } from '../../../src/answers/zodCheck.js';
import { exampleOf } from '../../../src/text/json/exampleOf.js';
import type { JsonSchema } from '../../../src/types/AnswerCheck.js';

const city: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 1 },
    people: { type: 'integer', minimum: 0 },
    kind: { enum: ['town', 'village'] },
    seen: { type: 'string', format: 'date-time' },
  },
  required: ['name', 'people'],
  additionalProperties: false,
};

describe('jsonSchemaCheck', () => {
  it('should read what fits, a code fence round it or not', async () => {
    const check = await jsonSchemaCheck(city);
    const value = { name: 'Ur', people: 3 };
    const json = JSON.stringify(value);
    for (const text of [json, `\n ${json}\n`, `\`\`\`json\n${json}\n\`\`\``, `\`\`\`\n${json}\`\`\``]) {
      expect(check(text)).toEqual({ ok: true, value });
    }
    expect(check.schema).toBe(city);
  });

  it.each([
    ['', 'the answer is empty: expected JSON'],
    ['Sure, here it is', 'the answer is not JSON'],
    ['{"name": "Ur"}', "the whole must have required property 'people'"],
    ['{"name":"Ur","people":-1}', '/people must be >= 0'],
    [
      '{"name":"Ur","people":1,"kind":"city"}',
      '/kind must be equal to one of the allowed values: ["town","village"]',
    ],
    ['{"name":"Ur","people":1,"mayor":"A"}', 'the whole must NOT have additional properties: "mayor"'],
    ['{"name":"Ur","people":1,"seen":"2026-02-30T10:00:00Z"}', '/seen must match format "date-time"'],
  ])('should say what is wrong with %j', async (text, problem) => {
    const checked = (await jsonSchemaCheck(city))(text);
    expect(checked).toMatchObject({ ok: false });
    expect((checked as { problems: readonly string[] }).problems.join()).toContain(problem);
  });

  it.each([
    [{ type: 'objekt' }, '/type must be equal to one of the allowed values'],
    [{ properties: { a: { type: 3 } } }, '/properties/a/type must be'],
    [
      { properties: { a: { requried: [] } } },
      '/properties/a/requried: no keyword is called "requried"; did you mean "required"?',
    ],
    [{ $ref: '#/$defs/none' }, 'the reference #/$defs/none leads nowhere'],
    [
      { properties: { a: { $ref: 'https://example.com/a.json' } } },
      'the reference https://example.com/a.json leads nowhere, and nothing is fetched: put what it means under $defs',
    ],
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, 'draft-07, 2019-09 and 2020-12 are'],
    [{ type: 'string', pattern: '(' }, 'Unterminated group'],
    [{ type: 'string', format: 'emial' }, '/format: no format is called "emial"; did you mean "email"?'],
    [[], 'a JSON Schema is an object, true or false'],
    [null, 'a JSON Schema is an object, true or false'],
  ])('should refuse %j as no schema, and say where', async (schema, message) => {
    await expect(jsonSchemaCheck(schema as unknown as JsonSchema)).rejects.toThrow(message);
    await expect(jsonSchemaCheck(schema as unknown as JsonSchema)).rejects.toMatchObject({
      code: 'bad_config',
    });
  });

  it('should know the drafts, annotations, and names that are no keywords', async () => {
    for (const $schema of [
      'http://json-schema.org/draft-07/schema#',
      'https://json-schema.org/draft/2019-09/schema',
      'https://json-schema.org/draft/2020-12/schema',
    ]) {
      expect((await jsonSchemaCheck({ $schema, type: 'null' }))('null')).toEqual({ ok: true, value: null });
    }
    const odd = { 'x-owner': 'us', properties: { requried: { type: 'null' } } };
    expect((await jsonSchemaCheck(odd))('{"requried":null}').ok).toBe(true);
  });

  const required = (a: JsonSchema) => ({ type: 'object', required: ['a'], properties: { a } });
  it.each([
    [false, 'the whole is false: nothing fits it'],
    [required(false), '/properties/a is false: nothing fits it'],
    [
      required({ allOf: [{ type: 'string' }, { type: 'integer' }] }),
      '/properties/a can be of no type: its rules want string and integer at once',
    ],
    [{ type: 'integer', minimum: 5, maximum: 3 }, 'the whole fits nothing: minimum 5 is above maximum 3'],
    [required({ type: 'string', minLength: 2, maxLength: 1 }), '/properties/a fits nothing: minLength 2'],
    [{ allOf: [{ type: 'array', minItems: 2, maxItems: 1 }] }, 'the whole fits nothing: minItems 2'],
    [{ type: 'string', enum: [1, null] }, 'the whole fits nothing: none of its values is of type string'],
    [{ type: 'number', const: 'x' }, 'the whole fits nothing: none of its values is of type number'],
    [
      { type: 'object', required: ['b'], properties: { a: true }, additionalProperties: false },
      'the whole requires "b", which is none of its properties, and allows no others',
    ],
    [{ allOf: [{}, required(required(false))] }, '/allOf/1/properties/a/properties/a is false'],
  ])('should refuse %j, which nothing can fit', async (schema, message) => {
    await expect(jsonSchemaCheck(schema)).rejects.toThrow(`no answer can fit it: ${message}`);
  });

  it.each([
    // What need not be there may be impossible, and a bound says nothing of other types.
    { type: 'object', properties: { a: false } },
    { minimum: 5, maximum: 3 },
    { required: ['a'], properties: { a: false } },
    { type: ['string', 'null'], minLength: 2, maxLength: 1 },
    { type: 'object', required: ['x1'], patternProperties: { '^x': {} }, additionalProperties: false },
    { type: 'integer', minimum: 3, maximum: 3 },
    { type: ['integer', 'string'], enum: ['a'] },
    { allOf: [{ type: ['string', 'null'] }, { type: 'null' }] },
    { type: 'number', const: 2 },
    true,
  ])('should not take %j for impossible', async (schema) => {
    expect(typeof (await jsonSchemaCheck(schema as JsonSchema))).toBe('function');
  });
});

describe('zodCheck', () => {
  it('should give what zod makes of it, name places, and know its JSON Schema', () => {
    const check = zodCheck(z.object({ tags: z.array(z.string()), rank: z.number().default(3) }));
    expect(check('{"tags":["a"]}')).toEqual({ ok: true, value: { tags: ['a'], rank: 3 } });
    expect(check('{"tags":["a",1]}')).toMatchObject({ problems: [expect.stringMatching(/^\/tags\/1: /)] });
    expect(check('"a"')).toMatchObject({ problems: [expect.stringMatching(/^the whole: /)] });
    expect(check.schema).toMatchObject({ type: 'object', required: ['tags'] });
  });

  it('should do without a JSON Schema where there is none', () => {
    expect(zodCheck(z.object({ at: z.date() })).schema).toBeUndefined();
    expect(zodCheck({ safeParse: (data) => ({ success: true, data }) }).schema).toBeUndefined();
  });
});

describe('exampleOf', () => {
  it('should have the shape that is asked for, references, choices and endless nesting included', () => {
    const tree: JsonSchema = {
      $defs: {
        node: { type: 'object', properties: { kids: { type: 'array', items: { $ref: '#/$defs/node' } } } },
      },
      properties: {
        name: { type: ['string', 'null'] },
        count: { type: 'integer', minimum: 5 },
        kind: { enum: ['x', 'y'] },
        fixed: { const: 7 },
        usual: { type: 'string', default: 'so' },
        shown: { type: 'string', examples: ['this'] },
        one: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
        root: { $ref: '#/$defs/node' },
        lost: { $ref: 'https://elsewhere.example/schema' },
      },
    };
    const example = exampleOf(tree);
    expect(example).toMatchObject({
      name: '...',
      count: 5,
      kind: 'x',
      fixed: 7,
      usual: 'so',
      shown: 'this',
      one: true,
    });
    expect(JSON.stringify(example).length).toBeLessThan(400);
  });
});
