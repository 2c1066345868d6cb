import { nearestWord } from '../nearestWord.js';
import type { Hole, TextTemplate } from './TextTemplate.js';

type Row = Readonly<Record<string, unknown>>;

/** A row has not what a template asks for; the message completes «line 7 ...». */
export class MissingField extends Error {
  override readonly name = 'MissingField';
}

/**
 * The text with the fields of `row` in its holes: text as it is, numbers and `true` by their words, lists and objects as
 * JSON. What stands in a field is never read as a template.
 *
 * @throws MissingField with the nearest field there is, for one that is missing or `null`.
 */
export function fillTemplate({ pieces, holes }: TextTemplate, row: Row): string {
  let text = pieces[0] as string;
  for (let index = 0; index < holes.length; index++) {
    text += valueOfHole(holes[index] as Hole, row) + (pieces[index + 1] as string);
  }
  return text;
}

function valueOfHole({ name, path }: Hole, row: Row): string {
  let value: unknown = row;
  // A column may be called `a.b`.
  if (Object.hasOwn(row, name)) value = row[name];
  else {
    for (const step of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
        throw missing(name, row);
      value = (value as Row)[step];
    }
  }
  if (value === null) throw new MissingField(`has null for "${name}", which the template asks for`);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function missing(name: string, row: Row): MissingField {
  const near = nearestWord(name, Object.keys(row));
  const hint = near === undefined ? 'the row has no fields' : `did you mean "${near}"?`;
  return new MissingField(`has no field "${name}", which the template asks for; ${hint}`);
}
