/** A text as detectors like to read it, and the way back to where it came from. */
export interface PlainView {
  readonly text: string;
  /** The offset in the original of the character at `offset`. */
  origin(offset: number): number;
  /** The offset in the original just behind the character before `offset`. */
  originEnd(offset: number): number;
}

/** Soft hyphen, zero-width and direction marks, spaces, dashes, full-width ASCII, Arabic and Persian digits. */
const UNUSUAL =
  /[\u00a0\u00ad\u0660-\u0669\u06f0-\u06f9\u2000-\u2015\u202a-\u202f\u2060-\u2069\u2212\u3000\ufeff\uff01-\uff5e]/;

/** Marks that show nothing: dropping them undoes the oldest way to hide a number. */
function isInvisible(code: number): boolean {
  return (
    code === 0xad ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0xfeff
  );
}

function plainCode(code: number): number {
  if (code < 0xa0) return code;
  if (code === 0xa0 || code === 0x3000 || code === 0x202f || (code >= 0x2000 && code <= 0x200a)) return 0x20;
  if (code === 0x2212 || (code >= 0x2010 && code <= 0x2015)) return 0x2d;
  if (code >= 0xff01 && code <= 0xff5e) return code - 0xfee0;
  if (code >= 0x660 && code <= 0x669) return code - 0x660 + 0x30;
  if (code >= 0x6f0 && code <= 0x6f9) return code - 0x6f0 + 0x30;
  return code;
}

const same = (offset: number) => offset;

/**
 * The view of `text` with ASCII digits, spaces, dashes and punctuation, and without invisible marks; `undefined`
 * when that is the text itself.
 */
export function plainView(text: string): PlainView | undefined {
  if (!UNUSUAL.test(text)) return undefined;

  const codes = new Uint16Array(text.length);
  // Made when the first mark is dropped: until then the offsets agree.
  let origins: Int32Array | undefined;
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xa0 && isInvisible(code)) {
      origins ??= Int32Array.from({ length: text.length }, (_, k) => k);
      continue;
    }
    if (origins !== undefined) origins[length] = i;
    codes[length++] = plainCode(code);
  }
  // A lone surrogate becomes one U+FFFD: the length stays.
  const plain = new TextDecoder('utf-16le', { ignoreBOM: true }).decode(codes.subarray(0, length));
  if (origins === undefined) return { text: plain, origin: same, originEnd: same };
  const map = origins;
  return {
    text: plain,
    origin: (offset) => map[offset]!,
    originEnd: (offset) => map[offset - 1]! + 1,
  };
}
