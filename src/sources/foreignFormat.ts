/**
 * What to do about an input that is no UTF-8 text from its very first bytes on; `undefined` when they may be. Read
 * as lines, half of such a file would be refused, and the other half be sent, and paid for, as gibberish.
 */
export function foreignFormat(chunk: Uint8Array | string): string | undefined {
  if (typeof chunk === 'string') return undefined;
  const [first, second] = chunk;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return 'the input is UTF-16, not UTF-8: convert it (iconv -f UTF-16 -t UTF-8)';
  return undefined;
}
