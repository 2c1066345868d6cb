import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const loaded = new Map<string, unknown>();

/**
 * A library that only some texts need, loaded when the first of them comes. Kept here: where somebody else has
 * loaded it first, Node looks for its file again each time, which takes 18 us.
 */
export function loadLater<T>(name: string): T {
  if (!loaded.has(name)) loaded.set(name, require(name));
  return loaded.get(name) as T;
}
