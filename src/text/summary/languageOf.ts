/** Languages in which instructions are written; `en` asks for answers in the language of the text. */
export type Language = 'en' | 'zh';

/** So much of a text tells its language. */
const LOOKED_AT = 4_000;

/** The language to ask in about a text: Chinese for one that is mostly that. */
export function languageOf(text: string): Language {
  const start = text.slice(0, LOOKED_AT);
  const count = (pattern: RegExp) => start.match(pattern)?.length ?? 0;
  const chinese = count(/\p{Script=Han}/gu);
  // Japanese has Chinese characters among kana. A character says as much as some four letters.
  if (count(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu) > chinese / 10) return 'en';
  return chinese * 4 > count(/\p{Letter}/gu) - chinese ? 'zh' : 'en';
}
