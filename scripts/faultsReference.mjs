// The faults of the simulator, from the code and its comments: the JSON Schema of a plan, and the table of the docs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What is said of each field of a schema in a source file: `{ firstTokenMs: { text, default } }`. */
function commentsIn(root, path, from, to) {
  const source = readFileSync(join(root, path), 'utf8');
  const part = source.slice(source.indexOf(from), source.indexOf(to, source.indexOf(from)));
  const comments = {};
  for (const [, comment, name] of part.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {2}(\$?\w+):/g)) {
    const words = comment.replace(/\n\s*\* ?/g, ' ').trim();
    const [text, given] = words.split(/ ?@default /);
    comments[name] = { text, default: given?.replace(/^'(.*)'$/, '"$1"') };
  }
  return comments;
}

const describe = (properties, comments) => {
  for (const [name, property] of Object.entries(properties)) {
    if (comments[name] === undefined) throw new Error(`${name} has no comment`);
    properties[name] = { description: comments[name].text.replaceAll('`', ''), ...property };
  }
};

/** `{ schema, table }` */
export async function faultsReference(root) {
  const { faultPlanSchema } = await import('../dist/src/simulator/faults/FaultPlan.js');
  const { someFaults } = await import('../dist/src/simulator/SimulatorFaults.js');
  const { noFaults } = await import('../dist/src/simulator/faults/noFaults.js');
  const plan = 'src/simulator/faults/FaultPlan.ts';
  const faults = commentsIn(root, 'src/simulator/SimulatorFaults.ts', 'export const faultFields', '\n});');
  for (const [name, { default: given }] of Object.entries(faults)) {
    if (given !== JSON.stringify(noFaults[name]))
      throw new Error(`${name}: its comment says @default ${given}`);
  }

  const names = z.registry();
  names.add(someFaults, { id: 'faults' });
  const schema = z.toJSONSchema(faultPlanSchema, { io: 'input', target: 'draft-7', metadata: names });
  const [step] = [schema.properties.steps.items];
  describe(schema.properties, commentsIn(root, plan, 'export const faultPlanSchema', '\n});'));
  describe(step.properties, commentsIn(root, plan, 'const step =', '\n});'));
  describe(step.properties.where.properties, commentsIn(root, plan, 'const where =', '\n});'));
  const { properties } = schema.definitions.faults;
  describe(properties, faults);
  for (const name of Object.keys(properties)) properties[name].default = noFaults[name];

  const rows = Object.entries(faults).map(([name, { text, default: given }]) => {
    const words = properties[name].enum?.map((word) => `\`${word}\``).join(', ');
    return `| \`${name}\` | \`${given}\` | ${text}${words === undefined ? '' : ` One of ${words}.`} |`;
  });
  const { $schema, ...rest } = schema;
  return {
    schema: { $schema, title: 'Plan of faults for rxprompt simulate', ...rest },
    table: ['| fault | default | what it does |', '| --- | --- | --- |', ...rows].join('\n'),
  };
}
