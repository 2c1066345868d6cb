/**
 * Cuts a text into pieces the size of a model's tokens: a word with the space before it, in parts of at most
 * eight letters; two Chinese characters; single marks. Joined they are the text.
 */
export function splitTokens(text: string): string[] {
  return text.match(/\p{Script=Han}{1,2}| ?[\p{L}\p{N}]{1,8}|\s+|[^\p{L}\p{N}\s]/gu) ?? [];
}
