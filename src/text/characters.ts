/** Classes of UTF-16 code units, as functions on `charCodeAt`: NaN, past the end of a text, is in none. */

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

export const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

export const isAlphanumeric = (code: number): boolean => isDigit(code) || isLetter(code);

export const isHexLetter = (code: number): boolean =>
  (code >= 97 && code <= 102) || (code >= 65 && code <= 70);

/** Latin with accents, Greek, Cyrillic. Not Chinese, which stands before an address without a space. */
export const isForeignLetter = (code: number): boolean =>
  code >= 0xc0 && code <= 0x52f && code !== 0xd7 && code !== 0xf7;

/** Chinese, Japanese, Korean. */
export const isIdeograph = (code: number): boolean => code >= 0x3040 && code <= 0xd7ff;
