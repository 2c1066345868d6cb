import { type TokenText, toTokenText } from './AnswerBook.js';
import type { Fields } from './parseJson.js';
import type { SeededRandom } from './SeededRandom.js';

/** A call of one of the caller's functions. */
export interface ToolCallText {
  readonly id: string;
  /** Escaped for a JSON string. */
  readonly name: string;
  /** A JSON text, escaped as a JSON string once more. */
  readonly arguments: TokenText;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The function that a request lets the model call: the one it names, or the first; null for none. */
export function toolToCall(tools: unknown, choice: unknown, lastRole: unknown): Fields | null {
  // After a tool has spoken, the model does.
  if (!Array.isArray(tools) || choice === 'none' || lastRole === 'tool') return null;
  const functions = tools.flatMap((tool: Fields | null) =>
    typeof tool?.function === 'object' && tool.function !== null ? [tool.function as Fields] : [],
  );
  const named = ((choice as Fields | null | undefined)?.function as Fields | undefined)?.name;
  return functions.find(({ name }) => named === undefined || name === named) ?? null;
}

/** A call with made-up arguments: each required property gets a value of its type. */
export function composeToolCall(called: Fields, topic: string, random: SeededRandom): ToolCallText {
  let id = 'call_00_';
  for (let index = 0; index < 24; index++) id += base62[random.below(62)];
  const value = sample(called.parameters as Fields | undefined, topic, random, 0);
  const object = typeof value === 'object' && value !== null ? value : {};
  // The recorded arguments have a space after colons and commas.
  const members = Object.entries(object).map(
    ([key, member]) => `${JSON.stringify(key)}: ${JSON.stringify(member)}`,
  );
  return {
    id,
    name: JSON.stringify(String(called.name)).slice(1, -1),
    arguments: toTokenText(`{${members.join(', ')}}`),
  };
}

function sample(
  schema: Fields | null | undefined,
  topic: string,
  random: SeededRandom,
  depth: number,
): unknown {
  if (Array.isArray(schema?.enum)) return schema.enum[random.below(schema.enum.length)] ?? null;
  switch (schema?.type) {
    case 'integer':
      return 1 + random.below(100);
    case 'number':
      return Math.round(random.share() * 10_000) / 100;
    case 'boolean':
      return random.share() < 0.5;
    case 'array':
      return depth > 8 ? [] : [sample(schema.items as Fields | undefined, topic, random, depth + 1)];
    case 'object': {
      const properties = (schema.properties ?? {}) as Readonly<Record<string, Fields>>;
      const names = Array.isArray(schema.required) ? schema.required.map(String) : Object.keys(properties);
      if (depth > 8) return {};
      return Object.fromEntries(
        names.map((name) => [name, sample(properties[name], topic, random, depth + 1)]),
      );
    }
    default:
      return topic;
  }
}
