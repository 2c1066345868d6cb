/**
 * The route that a Reply, the `end` of a stream or an error names. When all routes failed, the first: it will be asked
 * first again. `null` when nobody says.
 */
export function routeOf(said: unknown): string | null {
  const { route, reply, errors } = (said ?? {}) as {
    readonly route?: unknown;
    readonly reply?: { readonly route?: unknown };
    readonly errors?: readonly unknown[];
  };
  const name = route ?? reply?.route;
  if (typeof name === 'string') return name;
  return Array.isArray(errors) && errors.length > 0 ? routeOf(errors[0]) : null;
}
