/** First unit of a script, the tokens that a word of it has anyway, and those for each letter. */
const SCRIPTS: readonly (readonly [from: number, word: number, letter: number])[] = [
  [0xac00, 0.65, 0.6], // Hangul
  [0x0700, 0.3, 0.75], // Indic scripts, Thai and the rest
  [0x0600, 0.33, 0.37], // Arabic
  [0x0590, 0.32, 0.7], // Hebrew
  [0x0400, 0.41, 0.25], // Cyrillic
  [0x0370, 0, 1], // Greek
  [0x0080, 0.24, 0.36], // Latin with accents
];

/** Mean tokens of a word with letters beyond ASCII, of which `unit` is the first. */
export function foreignTokens(unit: number, length: number): number {
  for (const [from, word, letter] of SCRIPTS) if (unit >= from) return word + letter * length;
  return length;
}
