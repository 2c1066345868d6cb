/** Tokens in one unit of the context cache, as all non-zero hits recorded on V4 show. */
export const unitTokens = 128;

/** What one pass over a prompt's text finds out. */
export interface MeasuredPrompt {
  /** 0.3 token for a character, 0.6 for a Chinese one: the documentation's rule of thumb. */
  readonly tokens: number;
  /** FNV-1a over the UTF-16 units. */
  readonly hash: number;
  /** The hash of each prefix that is a whole number of cache units long. */
  readonly units: readonly number[];
  /** Whether a third of the characters or more are Chinese. */
  readonly chinese: boolean;
}

const noUnits: readonly number[] = [];

/** Counts, hashes and classifies a prompt in one pass, without allocating for short ones. */
export function measurePrompt(text: string, seed: number): MeasuredPrompt {
  let hash = 0x811c9dc5 ^ seed;
  let tenths = 0;
  let wide = 0;
  let units: number[] | null = null;
  let next = unitTokens * 10;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    hash = Math.imul(hash ^ code, 0x01000193);
    if (code >= 0x2e80) {
      tenths += 6;
      wide++;
    } else {
      tenths += 3;
    }
    if (tenths >= next) {
      units ??= [];
      units.push(hash);
      next += unitTokens * 10;
    }
  }
  return {
    tokens: Math.ceil(tenths / 10),
    hash: hash >>> 0,
    units: units ?? noUnits,
    chinese: wide > 0 && wide * 3 >= text.length,
  };
}
