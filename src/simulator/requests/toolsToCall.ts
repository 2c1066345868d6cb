import type { Fields } from './parseJson.js';

/** The functions that a request describes. */
export function functionsOf(tools: unknown): readonly Fields[] {
  if (!Array.isArray(tools)) return [];
  return tools.flatMap((tool: Fields | null) =>
    typeof tool?.function === 'object' && tool.function !== null ? [tool.function as Fields] : [],
  );
}

/**
 * Which functions the model calls, in their order in the request: the one that it must, else all that the last message names, else the
 * first. None after a tool has spoken.
 */
export function toolsToCall(
  functions: readonly Fields[],
  choice: unknown,
  lastRole: unknown,
  lastText: string,
): readonly Fields[] {
  if (choice === 'none' || lastRole === 'tool') return [];
  const forced = ((choice as Fields | null | undefined)?.function as Fields | undefined)?.name;
  if (forced !== undefined) return functions.filter(({ name }) => name === forced).slice(0, 1);
  const named = functions.filter(({ name }) => lastText.includes(String(name)));
  return named.length > 0 ? named : functions.slice(0, 1);
}
