/** Where a value stands in a JSON text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What the Rust JSON reader behind the real service would say of a text. */
export interface SerdeReading {
  /** The spans of all values by path (`messages[0].role`); the whole is at the empty path. */
  readonly spans: ReadonlyMap<string, Span>;
  /** The complaint, with path and place; null for a valid text. */
  readonly error: string | null;
}

/** ` at line L column C`, columns in bytes, as serde_json counts them. */
export function serdePlace(text: string, index: number): string {
  const head = text.slice(0, index);
  const lineStart = head.lastIndexOf('\n') + 1;
  const line = head.split('\n').length;
  return ` at line ${line} column ${Buffer.byteLength(head.slice(lineStart))}`;
}

class Complaint extends Error {
  readonly index: number;
  readonly path: string;
  constructor(message: string, index: number, path: string) {
    super(message);
    this.index = index;
    this.path = path;
  }
}

/**
 * Reads a JSON text the way serde_json and serde_path_to_error do, for their words and positions only: the
 * values themselves come from `JSON.parse`. Slow; called when a request is about to be refused.
 */
export function readLikeSerde(text: string): SerdeReading {
  const spans = new Map<string, Span>();
  let at = 0;

  const fail = (message: string, path: string, index = at): never => {
    throw new Complaint(message, index, path);
  };
  const skipSpace = () => {
    while (at < text.length && ' \n\t\r'.includes(text[at]!)) at++;
  };
  const readString = (path: string): string => {
    const start = at++;
    for (;;) {
      const char = text[at];
      if (char === undefined) fail('EOF while parsing a string', path);
      at++;
      if (char === '"') break;
      if (char === '\\') {
        if (!'"\\/bfnrtu'.includes(text[at] ?? ' ')) fail('invalid escape', path, at + 1);
        at++;
      } else if (char! < ' ') {
        fail('control character (\\u0000-\\u001F) found while parsing a string', path);
      }
    }
    try {
      return JSON.parse(text.slice(start, at)) as string;
    } catch {
      return fail('invalid escape', path);
    }
  };
  const readMembers = (path: string, close: string, kind: string, readMember: (first: boolean) => void) => {
    at++;
    for (let first = true; ; first = false) {
      skipSpace();
      if (at >= text.length) fail(`EOF while parsing ${kind}`, path);
      if (text[at] === close) break;
      if (!first) {
        if (text[at] !== ',') fail(`expected \`,\` or \`${close}\``, path, at + 1);
        at++;
        skipSpace();
        if (text[at] === close) fail('trailing comma', path, at + 1);
      }
      readMember(first);
    }
    at++;
  };
  const readValue = (path: string, depth: number): void => {
    skipSpace();
    const start = at;
    const char = text[at];
    if (char === undefined) fail('EOF while parsing a value', path);
    if (depth > 127) fail('recursion limit exceeded', path, at + 1);
    if (char === '{') {
      readMembers(path, '}', 'an object', () => {
        if (at >= text.length) fail('EOF while parsing a value', path);
        if (text[at] !== '"') fail('key must be a string', path, at + 1);
        const key = readString(path);
        skipSpace();
        if (at >= text.length) fail('EOF while parsing an object', path);
        if (text[at] !== ':') fail('expected `:`', path, at + 1);
        at++;
        readValue(path === '' ? key : `${path}.${key}`, depth + 1);
      });
    } else if (char === '[') {
      let index = 0;
      readMembers(path, ']', 'a list', () => readValue(`${path}[${index++}]`, depth + 1));
    } else if (char === '"') {
      readString(path);
    } else {
      const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/y;
      scalar.lastIndex = at;
      const found = scalar.exec(text);
      if (found === null) fail('expected value', path, at + 1);
      at += found![0].length;
    }
    spans.set(path, { start, end: at });
  };

  try {
    readValue('', 0);
    skipSpace();
    if (at < text.length) fail('trailing characters', '', at + 1);
    return { spans, error: null };
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    const path = error.path === '' ? '' : `${error.path}: `;
    return { spans, error: `${path}${error.message}${serdePlace(text, error.index)}` };
  }
}
