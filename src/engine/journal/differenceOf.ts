/** The first setting that is not as it was, in words; `undefined` when all agree. One that is left out is `null`. */
export function differenceOf(
  before: Readonly<Record<string, unknown>>,
  now: Readonly<Record<string, unknown>>,
): string | undefined {
  for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const [was, is] = [wordsOf(before[name]), wordsOf(now[name])];
    if (was !== is) return `${name} was ${shortened(was)} and is ${shortened(is)} now`;
  }
  return undefined;
}

/** Like JSON, with the keys of objects in order: what was read from a file may have them in another one. */
function wordsOf(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  return JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function shortened(words: string): string {
  return words.length <= 60 ? words : `${words.slice(0, 59)}…`;
}
