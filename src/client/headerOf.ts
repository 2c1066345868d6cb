/** Header names and values as they came, by turns. */
export type RawHeaders = readonly (Buffer | string)[];

/** The value of the first header named `name` (in lower case). */
export function headerOf(headers: RawHeaders, name: string): string | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const given = headers[i] as Buffer | string;
    // The length tells nearly all of them apart before a string is made.
    if (given.length === name.length && given.toString('latin1').toLowerCase() === name) {
      return (headers[i + 1] as Buffer | string).toString('latin1');
    }
  }
  return undefined;
}
