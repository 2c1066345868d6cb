import type { SeededRandom } from '../SeededRandom.js';

/** The longest stretch of a prompt that is searched for an example. */
const searched = 20_000;

/**
 * An object such as JSON mode answers with: of the shape of the last example in the prompt, or with one field.
 */
export function composeJson(text: string, topic: string, sentence: string, random: SeededRandom): string {
  const example = lastObject(text.slice(-searched)) ?? { answer: '' };
  const like = (value: unknown): unknown => {
    if (typeof value === 'string') return random.share() < 0.5 ? sentence : topic;
    if (typeof value === 'number')
      return Number.isInteger(value) ? random.below(100) : random.below(10_000) / 100;
    if (typeof value === 'boolean') return random.share() < 0.5;
    if (Array.isArray(value)) return value.slice(0, 3).map(like);
    if (typeof value !== 'object' || value === null) return null;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, like(member)]));
  };
  const names = Object.keys(example);
  if (names.length === 1 && typeof Object.values(example)[0] === 'string') {
    return JSON.stringify({ [names[0]!]: sentence }, null, 2);
  }
  return JSON.stringify(like(example), null, 2);
}

/** The last JSON object in a text that is not part of another. */
function lastObject(text: string): object | null {
  for (
    let end = text.lastIndexOf('}'), tries = 0;
    end >= 0 && tries < 4;
    end = text.lastIndexOf('}', end - 1), tries++
  ) {
    let depth = 0;
    for (let start = end; start >= 0; start--) {
      if (text[start] === '}') depth++;
      else if (text[start] === '{') depth--;
      if (depth > 0) continue;
      const found = parsed(text.slice(start, end + 1));
      if (found !== null) return found;
      break;
    }
    if (end === 0) return null;
  }
  return null;
}

function parsed(json: string): object | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
