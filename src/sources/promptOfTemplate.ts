import { MissingField } from '../text/template/fillTemplate.js';
import type { PromptTemplate } from '../text/template/PromptTemplate.js';
import type { Message } from '../types/Message.js';
import { BadInput, typeOf } from './BadInput.js';
import { isObject } from './messagesOf.js';
import {
  checkedId,
  checkedParams,
  inputWithout,
  type PromptOfRow,
  promptOf,
  withSystem,
} from './promptOfRow.js';

const OURS: ReadonlySet<string> = new Set(['id', 'params']);

/**
 * Any row, through a template. Its `id` and `params` mean what they always do; all its other fields travel in `input`. A
 * text is a row with the field `text`.
 */
export function promptOfTemplate(template: PromptTemplate): PromptOfRow {
  return (value, id, seq, defaults) => {
    const row = typeof value === 'string' ? { text: value } : value;
    if (!isObject(row)) throw new BadInput(`is ${typeOf(value)}: a template takes JSON objects or texts`);
    const params =
      template.params === undefined ? defaults.params : { ...defaults.params, ...template.params };
    const messages = template.hasSystem
      ? filled(template, row)
      : withSystem(defaults.system, filled(template, row));
    return promptOf(
      checkedId(row.id, 'id') ?? id,
      seq,
      messages,
      checkedParams(row.params, params),
      inputWithout(row, OURS),
    );
  };
}

function filled(template: PromptTemplate, row: Readonly<Record<string, unknown>>): Message[] {
  try {
    return template.messagesOf(row);
  } catch (error) {
    if (error instanceof MissingField) throw new BadInput(error.message);
    throw error;
  }
}
