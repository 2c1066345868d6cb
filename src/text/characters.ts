/** Classes of UTF-16 code units, as functions on `charCodeAt`: NaN, past the end of a text, is in none. */

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

export const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);

export const isAlphanumeric = (code: number): boolean => isDigit(code) || isLetter(code);

export const isHexLetter = (code: number): boolean =>
  (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
