import { quoted } from './quoted.js';

/** What is longer is not kept: it would stay in memory until the next text comes. */
const MOST_CHARACTERS = 65_536;

let lastText = '';
let lastJson = '""';

/**
 * `JSON.stringify` of a text, which remembers the last one: what a prompt says goes into its key and, mostly in the same
 * moment, into its request.
 */
export function textJson(text: string): string {
  if (text === lastText) return lastJson;
  const json = quoted(text);
  if (text.length <= MOST_CHARACTERS) {
    lastText = text;
    lastJson = json;
  }
  return json;
}
