/** A place in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds places in a text, such as personal data: `createFinder` makes one. */
export type FindSpans = (text: string) => readonly Span[];

/** Of a text that goes on so much is looked at: a private key is some 1,700 characters long, a number a few. */
const BACK = 2_048;
const AHEAD = 256;

/** The place that `at` is within, not at one of its ends; looked for in what stands near it. */
export function spanAround(text: string, at: number, find: FindSpans): Span | undefined {
  const from = Math.max(0, at - BACK);
  for (const { start, end } of find(text.slice(from, at + AHEAD)))
    if (from + start < at && at < from + end) return { start: from + start, end: from + end };
  return undefined;
}
