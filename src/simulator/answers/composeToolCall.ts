import type { Fields } from '../requests/parseJson.js';
import type { SeededRandom } from '../SeededRandom.js';
import { type TokenText, toTokenText } from './AnswerBook.js';
import { ValueSampler } from './ValueSampler.js';

/** A call of one of the caller's functions. */
export interface ToolCallText {
  readonly id: string;
  /** Escaped for a JSON string. */
  readonly name: string;
  /** A JSON text, escaped as a JSON string once more. */
  readonly arguments: TokenText;
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The markup round each call, which no event shows: 21 tokens were recorded for a call without arguments. */
export const callTokens = 21;

/** A call with made-up arguments that fit the function's schema. */
export function composeToolCall(
  called: Fields,
  index: number,
  topic: string,
  random: SeededRandom,
): ToolCallText {
  const { parameters } = called;
  const root = (typeof parameters === 'object' && parameters !== null ? parameters : {}) as Fields;
  const value = new ValueSampler(root, topic, random).sample();
  const object = typeof value === 'object' && value !== null ? value : {};
  // The recorded arguments have a space after colons and commas.
  const members = Object.entries(object).map(
    ([key, member]) => `${JSON.stringify(key)}: ${JSON.stringify(member)}`,
  );
  return {
    id: callId(index, random),
    name: JSON.stringify(String(called.name)).slice(1, -1),
    arguments: toTokenText(`{${members.join(', ')}}`),
  };
}

/** `call_00_` and 24 characters, the last four of them digits in all that was recorded of V4. */
function callId(index: number, random: SeededRandom): string {
  let id = `call_${String(index).padStart(2, '0')}_`;
  for (let place = 0; place < 20; place++) id += base62[random.below(62)];
  return id + String(random.below(10_000)).padStart(4, '0');
}
