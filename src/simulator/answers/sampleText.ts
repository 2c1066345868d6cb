import type { SeededRandom } from '../SeededRandom.js';

const letters = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const wordMarks = `${letters}${letters.toUpperCase()}${digits}_`;

/** A string of one of the formats that strict tool calls know; null for another. */
export function sampleFormat(format: unknown, random: SeededRandom): string | null {
  const digit = () => random.below(10);
  switch (format) {
    case 'email':
      return `user${digit()}${digit()}@example.com`;
    case 'hostname':
      return `host${digit()}.example.com`;
    case 'ipv4':
      return `192.0.2.${1 + random.below(254)}`;
    case 'ipv6':
      return `2001:db8::${(1 + random.below(65_534)).toString(16)}`;
    case 'uuid':
      return random.uuid();
    default:
      return null;
  }
}

/**
 * A string that fits a simple regular expression: literals, `.`, `\d` `\w` `\s`, classes, groups, `|` and counts. Null for one with
 * more in it (look-around, back references, negated classes), or that comes out wrong.
 */
export function samplePattern(pattern: string, random: SeededRandom): string | null {
  let at = 0;
  let atoms = 0;
  const pick = (marks: string) => marks[random.below(marks.length)] ?? '';

  const alternatives = (): string => {
    const branches = [sequence()];
    while (pattern[at] === '|') {
      at++;
      branches.push(sequence());
    }
    return branches[random.below(branches.length)]!;
  };
  const sequence = (): string => {
    let text = '';
    while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') {
      const start = at;
      let piece = atom();
      const least = counted();
      const end = at;
      if (least === 0) piece = '';
      for (let times = 1; times < least; times++) {
        at = start;
        piece += atom();
      }
      at = end;
      text += piece;
    }
    return text;
  };
  const atom = (): string => {
    if (++atoms > 10_000) throw new RangeError('too long');
    const char = pattern[at++]!;
    if (char === '^' || char === '$') return '';
    if (char === '.') return pick(letters);
    if (char === '\\') return escaped();
    if (char === '[') return pick(charClass());
    if (char !== '(') return char;
    if (pattern.startsWith('?:', at)) at += 2;
    const text = alternatives();
    at++;
    return text;
  };
  const escaped = (): string => {
    const char = pattern[at++] ?? '';
    if (char === 'd') return pick(digits);
    if (char === 'w') return pick(wordMarks);
    return char === 's' ? ' ' : char;
  };
  const charClass = (): string => {
    let marks = '';
    while (at < pattern.length && pattern[at] !== ']') {
      let char = pattern[at++]!;
      if (char === '\\') {
        char = pattern[at++] ?? '';
        if (char === 'd') marks += digits;
        else if (char === 'w') marks += wordMarks;
        else marks += char === 's' ? ' ' : char;
      } else if (pattern[at] === '-' && pattern[at + 1] !== ']') {
        const last = pattern.charCodeAt(at + 1);
        for (let code = char.charCodeAt(0); code <= last; code++) marks += String.fromCharCode(code);
        at += 2;
      } else {
        marks += char;
      }
    }
    at++;
    return marks;
  };
  /** The least number of times that the count after an atom allows. */
  const counted = (): number => {
    const found = /^(?:[?*]|\+|\{(\d+)(?:,\d*)?\})\??/.exec(pattern.slice(at));
    if (found === null) return 1;
    at += found[0].length;
    if (found[1] !== undefined) return Math.min(1_000, Number(found[1]));
    return found[0].startsWith('+') ? 1 : 0;
  };

  try {
    const text = alternatives();
    return new RegExp(pattern, 'u').test(text) ? text : null;
  } catch {
    return null;
  }
}
