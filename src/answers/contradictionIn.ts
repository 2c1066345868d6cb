import type { JsonSchema } from '../types/AnswerCheck.js';

type Rules = Readonly<Record<string, unknown>>;

const TYPES = ['array', 'boolean', 'null', 'number', 'object', 'string'] as const;
/** Rules that bound a type from below and from above. */
const BOUNDS: readonly (readonly [type: string, least: string, most: string])[] = [
  ['number', 'minimum', 'maximum'],
  ['string', 'minLength', 'maxLength'],
  ['array', 'minItems', 'maxItems'],
  ['object', 'minProperties', 'maxProperties'],
];

/**
 * Why nothing at all fits a schema, as far as that can be seen without solving it: in the whole, in each part of an `allOf`,
 * and in each property that is required. `undefined`: nothing is seen; references are not followed.
 */
export function contradictionIn(schema: JsonSchema, place = ''): string | undefined {
  const where = place === '' ? 'the whole' : place;
  if (schema === false) return `${where} is false: nothing fits it`;
  if (!isRules(schema)) return undefined;
  const all = [schema, ...listOf(schema.allOf)].filter(isRules);
  const types = all.map(typesOf).reduce((left, right) => left.filter((type) => right.includes(type)));
  if (types.length === 0)
    return `${where} can be of no type: its rules want ${all.flatMap(({ type = [] }) => type).join(' and ')} at once`;
  for (const rules of all) {
    const found = boundsIn(rules, types) ?? valuesIn(rules, types);
    if (found !== undefined) return `${where} ${found}`;
  }
  return (
    partsIn(schema, place) ?? (types.join() === 'object' ? propertiesIn(schema, place, where) : undefined)
  );
}

function boundsIn(rules: Rules, types: readonly string[]): string | undefined {
  for (const [type, least, most] of BOUNDS) {
    const [low, high] = [rules[least], rules[most]];
    if (types.join() !== type || typeof low !== 'number' || typeof high !== 'number' || low <= high) continue;
    return `fits nothing: ${least} ${low} is above ${most} ${high}`;
  }
  return undefined;
}

function valuesIn(rules: Rules, types: readonly string[]): string | undefined {
  const values = Object.hasOwn(rules, 'const') ? [rules.const] : rules.enum;
  if (!Array.isArray(values) || values.some((value) => types.includes(typeOf(value)))) return undefined;
  return `fits nothing: ${values.length === 0 ? 'its enum is empty' : `none of its values is of type ${types.join(' or ')}`}`;
}

function partsIn({ allOf }: Rules, place: string): string | undefined {
  for (const [index, part] of listOf(allOf).entries()) {
    const found = contradictionIn(part as JsonSchema, `${place}/allOf/${index}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function propertiesIn(rules: Rules, place: string, where: string): string | undefined {
  const { required, properties = {}, additionalProperties, patternProperties } = rules;
  for (const name of listOf(required)) {
    if (typeof name !== 'string') continue;
    const known = isRules(properties) && Object.hasOwn(properties, name);
    if (known) {
      const found = contradictionIn(properties[name] as JsonSchema, `${place}/properties/${name}`);
      if (found !== undefined) return found;
    } else if (additionalProperties === false && patternProperties === undefined)
      return `${where} requires "${name}", which is none of its properties, and allows no others`;
  }
  return undefined;
}

/** Whole numbers are numbers here. */
function typesOf({ type }: Rules): readonly string[] {
  if (type === undefined) return TYPES;
  return [type].flat().map((name) => (name === 'integer' ? 'number' : String(name)));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isRules(value: unknown): value is Rules {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
