import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** A library that only some texts need, loaded when the first of them comes. Node keeps it: later calls are cheap. */
export function loadLater<T>(name: string): T {
  return require(name) as T;
}
