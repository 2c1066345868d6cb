/** Whatever JSON may have to write in another way, and more than that. */
const UNUSUAL = /[^ !#-[\]-~\u00a0-\ud7ff]/;

/** A text as JSON. Most need nothing but quotes, and a look takes a third of the time of `JSON.stringify`, and no copy. */
export function quoted(text: string): string {
  return UNUSUAL.test(text) ? JSON.stringify(text) : `"${text}"`;
}
