import type { ErrorReply } from '../ErrorReply.js';
import { type Fields, missingField, wrongType } from './parseJson.js';
import { unknownVariant } from './unknownVariant.js';

/** What the service's reader would say of `tools` and `tool_choice`. */
export function toolShapeError(body: string, { tools, tool_choice: choice }: Fields): ErrorReply | null {
  if (tools !== undefined && tools !== null) {
    if (!Array.isArray(tools)) return wrongType(body, 'tools', tools, 'a sequence');
    for (let index = 0; index < tools.length; index++) {
      const error = functionError(body, `tools[${index}]`, tools[index], 'parameters');
      if (error !== null) return error;
    }
  }
  if (choice === undefined || choice === null) return null;
  const choices = ['none', 'auto', 'required'];
  if (typeof choice === 'string') {
    return choices.includes(choice) ? null : unknownVariant(body, 'tool_choice', choice, choices);
  }
  return functionError(body, 'tool_choice', choice, null);
}

/** The same of the calls in an assistant's message. */
export function callShapeError(body: string, path: string, calls: unknown): ErrorReply | null {
  if (calls === undefined || calls === null) return null;
  if (!Array.isArray(calls)) return wrongType(body, `${path}.tool_calls`, calls, 'a sequence');
  for (let index = 0; index < calls.length; index++) {
    const place = `${path}.tool_calls[${index}]`;
    const error = functionError(body, place, calls[index], null);
    if (error !== null) return error;
    const { id, function: called } = calls[index] as Fields;
    if (id === undefined) return missingField(body, place, 'id');
    if (typeof id !== 'string') return wrongType(body, `${place}.id`, id, 'a string');
    const given = (called as Fields).arguments;
    if (given === undefined) return missingField(body, `${place}.function`, 'arguments');
    if (typeof given !== 'string') return wrongType(body, `${place}.function.arguments`, given, 'a string');
  }
  return null;
}

/** `{"type":"function","function":{"name":...}}` */
function functionError(
  body: string,
  path: string,
  value: unknown,
  objectField: string | null,
): ErrorReply | null {
  if (!isObject(value)) return wrongType(body, path, value, 'struct Tool');
  const { type, function: described } = value;
  if (type === undefined) return missingField(body, path, 'type');
  if (typeof type !== 'string') return wrongType(body, `${path}.type`, type, 'variant identifier');
  if (type !== 'function') return unknownVariant(body, `${path}.type`, type, ['function']);
  if (described === undefined) return missingField(body, path, 'function');
  if (!isObject(described)) return wrongType(body, `${path}.function`, described, 'struct Function');
  const { name } = described;
  if (name === undefined) return missingField(body, `${path}.function`, 'name');
  if (typeof name !== 'string') return wrongType(body, `${path}.function.name`, name, 'a string');
  const inner = objectField === null ? undefined : described[objectField];
  if (inner === undefined || inner === null || isObject(inner)) return null;
  return wrongType(body, `${path}.function.${objectField}`, inner, 'a map');
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
