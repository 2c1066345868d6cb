/** All but line feeds and tabs. */
const CONTROLS = /(?![\n\t])\p{Cc}/gu;

/** Without control characters: nobody who wrote the text has a say over the terminal. */
export function printable(text: string): string {
  return text.replace(CONTROLS, '');
}
