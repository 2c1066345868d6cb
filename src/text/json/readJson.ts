import type { Checked } from '../../types/AnswerCheck.js';
import { unfenced } from './unfenced.js';

/** The JSON that an answer consists of, a code fence round it or not; else what is wrong, in words for the model. */
export function readJson(text: string): Checked {
  const json = unfenced(text);
  if (json === '') return { ok: false, problems: ['the answer is empty: expected JSON'] };
  try {
    return { ok: true, value: JSON.parse(json) };
  } catch (error) {
    // V8's message quotes the text, and says where: only the place is of use.
    const at = /position (\d+)/.exec((error as Error).message)?.[1];
    const where = at === undefined ? '' : `: it breaks at character ${Number(at) + 1}`;
    return { ok: false, problems: [`the answer is not JSON${where}`] };
  }
}
