/** Of what letters a word is made; words that a tokenizer treats alike. */
export type WordShape = 'lower' | 'capital' | 'upper' | 'mixed';

/** What stands before a word, and is part of its first token: a space, a mark, or nothing. */
export type Before = 'spaced' | 'marked' | 'bare';

/** Mean tokens of words of 1, 2, 3 ... letters, and what each further letter adds. */
interface Lengths {
  readonly means: readonly number[];
  readonly further: number;
}

/** Means over English prose and documentation and over TypeScript, JavaScript, Python, C, shell and JSON. */
const LENGTHS: Readonly<Record<Before, Readonly<Record<WordShape, Lengths>>>> = {
  spaced: {
    lower: {
      means: [1, 1.01, 1.02, 1.03, 1.06, 1.06, 1.1, 1.14, 1.18, 1.27, 1.31, 1.33, 1.39, 1.55, 1.7],
      further: 0.2,
    },
    capital: {
      means: [1.01, 1.02, 1.01, 1.07, 1.17, 1.23, 1.25, 1.48, 1.5, 1.54, 1.6, 1.6, 1.6],
      further: 0.2,
    },
    upper: { means: [1, 1.08, 1.37, 1.63, 2.1, 2.1, 2.25, 2.9, 2.95, 3.1, 3.6, 4.4, 4.8], further: 0.5 },
    mixed: {
      means: [
        1, 1.6, 1.6, 1.99, 2.06, 2.06, 2.23, 2.35, 2.35, 2.35, 2.42, 2.46, 2.7, 2.86, 2.95, 3.2, 3.32, 3.45,
        3.7,
      ],
      further: 0.25,
    },
  },
  marked: {
    lower: {
      means: [1.02, 1.35, 1.37, 1.4, 1.5, 1.59, 1.91, 2.15, 2.36, 2.48, 2.71, 3.2, 3.3, 3.5],
      further: 0.25,
    },
    capital: { means: [1.05, 1.73, 1.74, 1.65, 1.9, 2.03, 2.38, 2.5, 2.5, 2.6, 3, 3.2], further: 0.2 },
    upper: { means: [1, 1.62, 1.96, 2.03, 2.26, 2.65, 2.75, 3.27, 3.83, 3.97, 4.44, 5.1, 5.3], further: 0.5 },
    mixed: {
      means: [1, 2, 2.5, 2.5, 2.5, 2.7, 2.7, 2.7, 2.87, 2.87, 3, 3.05, 3.25, 3.3, 3.55, 3.95, 4.2, 4.25, 4.3],
      further: 0.25,
    },
  },
  bare: {
    lower: { means: [1, 1, 1.09, 1.11, 1.15, 1.21, 1.38, 1.59, 1.76, 1.88, 2, 2.6, 2.7, 2.85], further: 0.3 },
    capital: { means: [1, 1.05, 1.03, 1.12, 1.24, 1.3, 1.36, 1.64, 1.65, 1.9, 1.9, 2.1, 2.1], further: 0.2 },
    upper: { means: [1, 1.01, 1.49, 1.68, 2.11, 2.4, 2.4, 3.4, 3.5, 4, 4.3, 5.2], further: 0.5 },
    mixed: {
      means: [
        1, 1.92, 1.97, 2.36, 2.4, 2.4, 2.45, 2.35, 2.35, 2.57, 2.7, 2.87, 2.97, 3.29, 3.6, 3.79, 3.95, 4.4,
        4.4,
      ],
      further: 0.45,
    },
  },
};

/** Mean tokens of a word of ASCII letters. */
export function wordTokens(before: Before, shape: WordShape, length: number): number {
  return meanOf(LENGTHS[before][shape], length);
}

const PLAIN = LENGTHS.spaced.lower;

/** The same of a word in small letters behind a space, without the look-ups: most words are such. */
export function plainWordTokens(length: number): number {
  return meanOf(PLAIN, length);
}

function meanOf({ means, further }: Lengths, length: number): number {
  const { length: known } = means;
  return length <= known
    ? (means[length - 1] as number)
    : (means[known - 1] as number) + (length - known) * further;
}
