/** How a tokenizer sees a UTF-16 unit. */
export const KIND = {
  digit: 1,
  /** Chinese characters; kana, which may stand among them, are the same piece to a tokenizer. */
  chinese: 2,
  kana: 3,
  lineEnd: 4,
  white: 5,
  lower: 6,
  upper: 7,
  /** A letter that is neither ASCII nor Chinese. */
  foreign: 8,
  mark: 9,
  foreignMark: 10,
} as const;

const LETTER = /[\p{L}\p{M}]/u;
const WHITE = /\s/;

/** By unit; 0: not looked at yet. */
const kinds = new Uint8Array(65_536);

/** The {@link KIND} of a UTF-16 unit. */
export function characterKind(unit: number): number {
  const known = kinds[unit] as number;
  if (known !== 0) return known;
  const kind = kindOf(unit);
  kinds[unit] = kind;
  return kind;
}

function kindOf(unit: number): number {
  const isAscii = unit < 128;
  const character = String.fromCharCode(unit);
  if (unit >= 48 && unit <= 57) return KIND.digit;
  if (unit >= 0x4e00 && unit <= 0x9fa5) return KIND.chinese;
  if (unit >= 0x3040 && unit <= 0x30ff) return KIND.kana;
  if (unit === 10 || unit === 13) return KIND.lineEnd;
  if (WHITE.test(character)) return KIND.white;
  if (!LETTER.test(character)) return isAscii ? KIND.mark : KIND.foreignMark;
  if (!isAscii) return KIND.foreign;
  return unit < 97 ? KIND.upper : KIND.lower;
}
