import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configJsonSchema } from '../../src/cli/config/configSchema.js';
import { fieldsOf, kindOf } from '../../src/cli/config/fieldsOf.js';
import { SECTION_OF } from '../../src/cli/config/sections.js';
import { createProgram } from '../../src/cli/createProgram.js';
import { root } from '../helpers/buildOnce.js';

/** Commands that read no configuration: they show or check it, or want nothing set. */
const WITHOUT = ['config', 'demo', 'report'];

const schema = configJsonSchema() as {
  properties: Record<string, { properties?: Record<string, unknown> }>;
};

describe('fields of the configuration file', () => {
  it('should be known of every command: where they stand, or that it has none', () => {
    const unknown = createProgram()
      .commands.map((command) => command.name())
      .filter((name) => SECTION_OF[name] === undefined && !WITHOUT.includes(name));
    const advice = 'add it to SECTION_OF and sections() in src/cli/config/sections.ts, or to WITHOUT here';
    expect(unknown, advice).toEqual([]);
  });

  const commands = createProgram().commands.filter((command) => SECTION_OF[command.name()] !== undefined);
  it.each(commands.map((command) => [command.name(), command] as const))(
    'should exist for every flag of %s',
    (name, command) => {
      const section = SECTION_OF[name] as string;
      const known = section === '' ? schema.properties : schema.properties[section]?.properties;
      for (const field of fieldsOf(command)) {
        // Says what to do about a parser that it does not know.
        kindOf(field.option);
        expect(Object.keys(known ?? {})).toContain(field.name);
      }
    },
  );

  it('should be those of the schema that we publish', () => {
    const published = JSON.parse(readFileSync(join(root, 'rxprompt.config.schema.json'), 'utf8'));
    expect(published, 'flags have changed: npm run docs').toEqual(configJsonSchema());
  });

  const validate = new Ajv({ strict: false }).compile(configJsonSchema());
  it('should fit the example of the documentation', () => {
    const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
    const [, example = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
    expect(example).toContain('routes:');
    expect(validate(parse(example)), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    { modle: 'x' },
    { rpm: 0 },
    { timeout: 'soon' },
    { cache: 'disk' },
    { routes: [] },
    { routes: [{ baseUrl: 'http://127.0.0.1', key: 'sk-literal' }] },
    { simulate: { status429Rate: 2 } },
  ])('should be refused by the schema too: %j', (config) => {
    expect(validate(config)).toBe(false);
  });
});
