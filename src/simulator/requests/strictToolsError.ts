import { type ErrorReply, wrongValue } from '../ErrorReply.js';
import type { Fields } from './parseJson.js';

const types = ['object', 'string', 'number', 'integer', 'boolean', 'array', 'null'];
const formats = ['email', 'hostname', 'ipv4', 'ipv6', 'uuid'];
const unsupported = ['minLength', 'maxLength', 'minItems', 'maxItems'];

/** What strict tool calls ask of their schemas, after the documentation; the words are not recorded. */
export function strictToolsError(functions: readonly Fields[]): ErrorReply | null {
  const strict = functions.filter((described) => described.strict === true);
  if (strict.length === 0) return null;
  if (strict.length < functions.length) {
    return wrongValue('Invalid tools, in strict mode all functions need to set strict to true');
  }
  for (const { name, parameters } of functions) {
    const complaint = parameters == null ? null : schemaComplaint(parameters, 'parameters', 0);
    if (complaint !== null) return wrongValue(`Invalid schema for function '${name}': ${complaint}`);
  }
  return null;
}

function schemaComplaint(schema: unknown, path: string, depth: number): string | null {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema))
    return `${path} is not a schema`;
  if (depth > 64) return `${path} is nested too deeply`;
  const { type, properties, required, additionalProperties, items, anyOf, format } = schema as Fields;
  const keyword = unsupported.find((name) => name in schema);
  if (keyword !== undefined) return `${path}.${keyword} is not supported`;
  if (type !== undefined && !types.includes(String(type))) return `${path}.type '${type}' is not supported`;
  if (format !== undefined && !formats.includes(String(format)))
    return `${path}.format '${format}' is not supported`;
  if (type === 'object') {
    const names = Object.keys((properties ?? {}) as Fields);
    const listed: readonly unknown[] = Array.isArray(required) ? required : [];
    const missing = names.find((name) => !listed.includes(name));
    if (missing !== undefined) return `${path}.required does not contain '${missing}'`;
    if (additionalProperties !== false) return `${path}.additionalProperties is not false`;
  }
  const within: [string, unknown][] = [];
  for (const group of ['properties', '$def', '$defs']) {
    const schemas = (schema as Fields)[group];
    if (typeof schemas !== 'object' || schemas === null) continue;
    for (const [name, inner] of Object.entries(schemas)) within.push([`${path}.${group}.${name}`, inner]);
  }
  if (items !== undefined) within.push([`${path}.items`, items]);
  if (Array.isArray(anyOf))
    anyOf.forEach((inner, index) => void within.push([`${path}.anyOf[${index}]`, inner]));
  for (const [place, inner] of within) {
    const complaint = schemaComplaint(inner, place, depth + 1);
    if (complaint !== null) return complaint;
  }
  return null;
}
