const words = /\p{Script=Han}{2,6}|[\p{L}\p{N}]{4,24}/gu;

/** What a prompt is about, for the made-up answer's first sentence: its longest word and the one after it. */
export function promptTopic(text: string, inChinese: boolean): string {
  // The head tells enough; a long document must not cost a long scan.
  const found = text.slice(0, 240).match(words);
  if (found === null) return inChinese ? '这个问题' : 'the question';
  let longest = 0;
  for (let index = 1; index < found.length; index++) {
    if (found[index]!.length > found[longest]!.length) longest = index;
  }
  const next = found[longest + 1];
  return inChinese || next === undefined ? found[longest]! : `${found[longest]} ${next}`;
}
