import { unfenced } from './unfenced.js';

/**
 * What a piece of JSON that is still growing says already: strings as far as they have come, lists and objects with what
 * is in them. A name without its value, a number that may go on and half a `true` are not in it yet. `undefined` while
 * there is nothing, and for what can be no JSON any more.
 *
 * ```text
 * {"city": "Par        -> { city: 'Par' }
 * {"city": "Paris", "n -> { city: 'Paris' }
 * ```
 *
 * Takes time in proportion to the text; it is no check: what comes out last is for `JSON.parse`.
 */
export function partialJson(text: string): unknown {
  const json = withoutFence(text);
  try {
    return JSON.parse(json);
  } catch {
    const whole = completed(json);
    if (whole === undefined) return undefined;
    try {
      return JSON.parse(whole);
    } catch {
      return undefined;
    }
  }
}

/** A fence that has not been closed yet is one, too. */
function withoutFence(text: string): string {
  const open = /^\s*(?:`{3,}|~{3,})[^\n`]*(\n|$)/.exec(text);
  if (open === null) return text.trim();
  const rest = unfenced(text);
  return rest.startsWith('`') || rest.startsWith('~')
    ? text.slice(open[0].length).replace(/\n?[`~]*$/, '')
    : rest;
}

/** The longest beginning of `text` that is JSON once what is open is closed; `undefined` when there is none. */
function completed(text: string): string | undefined {
  const open: string[] = [];
  /** How far the text is good, and what closes it there. */
  let end = 0;
  let closing = '';
  /** In an object: whether a name comes next. */
  let expectsName = false;
  const good = (at: number) => {
    end = at;
    closing = open.toReversed().join('');
  };

  for (let at = 0; at < text.length; ) {
    const sign = text[at] as string;
    if (sign === '"') {
      const close = stringEnd(text, at + 1);
      if (close === -1) {
        if (expectsName) break;
        return `${text.slice(0, wholeCharacters(text))}"${open.toReversed().join('')}`;
      }
      at = close;
      if (!expectsName) good(at);
    } else if (sign === '{' || sign === '[') {
      open.push(sign === '{' ? '}' : ']');
      expectsName = sign === '{';
      good(++at);
    } else if (sign === '}' || sign === ']') {
      if (open.pop() !== sign) return undefined;
      expectsName = false;
      good(++at);
    } else if (sign === ',') {
      expectsName = open.at(-1) === '}';
      at++;
    } else if (sign === ':') {
      expectsName = false;
      at++;
    } else if (sign <= ' ') at++;
    else {
      const start = at;
      while (at < text.length && !/[\s,\]}:]/.test(text[at] as string)) at++;
      if (at === text.length && !/^(true|false|null)$/.test(text.slice(start))) break;
      good(at);
    }
  }
  return end === 0 ? undefined : text.slice(0, end) + closing;
}

/** Behind the quote that ends the string; -1 when it has not come. */
function stringEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return -1;
}

/** Up to an escape, or one half of a character, that has not come whole. */
function wholeCharacters(text: string): number {
  const cut = /\\(u[\da-fA-F]{0,3})?$/.exec(text);
  let end = cut !== null && isEscape(text, cut.index) ? cut.index : text.length;
  const half = /\\u[dD][89abAB][\da-fA-F]{2}$/.exec(text.slice(0, end));
  if (half !== null && isEscape(text, half.index)) end = half.index;
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
}

/** Whether the backslash there begins an escape, and is not the end of one. */
function isEscape(text: string, at: number): boolean {
  let before = 0;
  while (text[at - 1 - before] === '\\') before++;
  return before % 2 === 0;
}
