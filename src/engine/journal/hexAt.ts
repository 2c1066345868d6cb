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
