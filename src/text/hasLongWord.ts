/** What a key, a token or a hash is made of: letters, digits and `_ - . ~ + /`. */
const IS_TOKEN = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~+/') {
  IS_TOKEN[character.charCodeAt(0)] = 1;
}

/**
 * Whether a text has a word of `least` characters and more that a key could be. Prose has none, and shows it at
 * one character in `least` and the rest of its word: as Boyer and Moore search, each is read at most once.
 */
export function hasLongWord(text: string, least: number): boolean {
  for (let end = least - 1; end < text.length; ) {
    const before = end - least;
    let at = end;
    while (at > before) {
      const code = text.charCodeAt(at);
      if (code > 127 || IS_TOKEN[code] === 0) break;
      at--;
    }
    if (at === before) return true;
    end = at + least;
  }
  return false;
}
