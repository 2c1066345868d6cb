/** 000 to 999. */
const THREE = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'));

/**
 * The text of a number that is counted up, such as the number of a line. V8 keeps the texts of the last 16,000 numbers or
 * so, long enough for each to be moved among what is old, where only a full collection finds it: 24 bytes a prompt, 40 MB
 * after two million. Here the first digits are the same a thousand times, and the last three are at hand.
 */
export function digits(number: number): string {
  const three = number >= 1_000 && number <= Number.MAX_SAFE_INTEGER ? THREE[number % 1_000] : undefined;
  // The text of `number` itself stands in one place alone: of two, the compiler makes one that is always computed.
  return three === undefined ? `${number}` : `${Math.floor(number / 1_000)}${three}`;
}
