import { rowOf } from '../../src/sinks/rowOf.js';
import { aFailure, anAnswer } from '../helpers/anOutcome.js';
import { aPrompt } from '../helpers/aPrompt.js';

/** The prompt at `seq` of an input of ours. */
export const promptAt = (seq: number) =>
  aPrompt({
    seq,
    id: `line-${seq + 1}`,
    messages: [{ role: 'user', content: `Tell me of ${seq}` }],
    input: { seq },
  });

/** Its row, with the line end; every tenth is a failure. */
export function rowAt(seq: number): string {
  const prompt = promptAt(seq);
  return `${rowOf(seq % 10 === 9 ? aFailure({ seq, prompt }) : anAnswer({ seq, prompt, text: `Of ${seq}: "é"\n.` }))}\n`;
}

/** The rows from 0 to `count`. */
export const rowsTo = (count: number) => Array.from({ length: count }, (_, seq) => rowAt(seq)).join('');
