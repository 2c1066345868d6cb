const QUOTE = 34;
const ZERO = 48;
const BACKSLASH = 92;

/** True when `word` stands at `at`; nothing stands at -1. */
export function startsWith(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let index = 0; index < word.length; index++) {
    if (bytes[at + index] !== word[index]) return false;
  }
  return true;
}

/** Where the digits that begin at `at` end. */
export function digitsEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while ((bytes[end] as number) >= ZERO && (bytes[end] as number) < ZERO + 10) end++;
  return end;
}

/** The number that the digits from `at` to `end` are; NaN when there are none, or too many to be exact. */
export function numberAt(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let index = at; index < end; index++) value = value * 10 + ((bytes[index] as number) - ZERO);
  return end > at && value <= Number.MAX_SAFE_INTEGER ? value : Number.NaN;
}

/** Past the quote that ends the JSON string whose text begins at `at`; -1 when that is not before `end`. */
export function stringEnd(bytes: Uint8Array, at: number, end: number): number {
  for (let index = at; index < end; index++) {
    if (bytes[index] === QUOTE) return index + 1;
    if (bytes[index] === BACKSLASH) index++;
  }
  return -1;
}

/** The number that eight lower-case hex digits at `at` are, unsigned; `undefined` when they are none. */
export function hexAt(bytes: Uint8Array, at: number): number | undefined {
  let value = 0;
  for (let index = at; index < at + 8; index++) {
    const byte = bytes[index] as number;
    if (byte >= 48 && byte <= 57) value = (value << 4) | (byte - 48);
    else if (byte >= 97 && byte <= 102) value = (value << 4) | (byte - 87);
    else return undefined;
  }
  return value >>> 0;
}
