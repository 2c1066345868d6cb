/** True when `rxprompt` was typed and nothing else: there is nothing to read, so the help is what is wanted. */
export function isBare(file: string | undefined, words: readonly string[]): boolean {
  return file === undefined && process.stdin.isTTY === true && words.every((word) => word === 'run');
}
