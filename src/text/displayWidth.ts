const ONLY_ASCII = /^[\x20-\x7e]*$/;
/** Signs that a terminal puts over the one before, or does not show. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;

/** First and last of what terminals show two columns wide: Unicode's East Asian Wide and Fullwidth, in round numbers. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Columns of a terminal that `text` takes. */
export function displayWidth(text: string): number {
  if (ONLY_ASCII.test(text)) return text.length;
  let width = 0;
  for (const sign of text) width += widthOf(sign);
  return width;
}

/** As much of `text` as fits into `columns`, with an ellipsis when that is not all. */
export function fitWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let room = columns - 1;
  let fitting = '';
  for (const sign of text) {
    room -= widthOf(sign);
    if (room < 0) break;
    fitting += sign;
  }
  return columns > 0 ? `${fitting}…` : '';
}

function widthOf(sign: string): 0 | 1 | 2 {
  if (NO_WIDTH.test(sign)) return 0;
  const code = sign.codePointAt(0) as number;
  return code >= 0x1100 && WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}
