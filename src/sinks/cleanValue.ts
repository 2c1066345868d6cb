import type { Redactor } from '../text/createRedactor.js';
import { cleanName } from './cleanName.js';

/**
 * A value of the caller's and all that is in it, without what `redact` finds, as something that JSON can say. The
 * name it stands under tells what it is: nine digits called `ssn` are one.
 */
export function cleanValue(name: string, value: unknown, redact: Redactor): unknown {
  switch (typeof value) {
    case 'string':
      return cleanText(name, value, redact);
    case 'number': {
      // A telephone number may be one.
      const text = String(value);
      const clean = cleanText(name, text, redact);
      return clean === text ? value : clean;
    }
    case 'bigint':
      return cleanText(name, String(value), redact);
    case 'object':
      return value === null ? null : cleanObject(name, value, redact);
    default:
      return value;
  }
}

function cleanObject(name: string, value: object, redact: Redactor): unknown {
  if (Array.isArray(value)) return value.map((item) => cleanValue(name, item, redact));
  const { toJSON } = value as { readonly toJSON?: unknown };
  if (typeof toJSON === 'function') return cleanValue(name, toJSON.call(value), redact);
  return Object.fromEntries(
    Object.entries(value).map(([inner, part]) => [cleanName(inner, redact), cleanValue(inner, part, redact)]),
  );
}

function cleanText(name: string, text: string, redact: Redactor): string {
  const clean = cleanName(text, redact);
  if (clean !== text || text.length > 64 || !/\d{7}/.test(text)) return clean;
  const label = `${name}: `;
  const named = redact(label + text, {});
  return named.startsWith(label) ? named.slice(label.length) : clean;
}
