import { existsSync, readFileSync } from 'node:fs';
import type { Scenario } from './Scenario.js';

/** A row, as far as the proof looks into it. */
export interface SeenRow {
  readonly seq: number;
  /** What the answer or the failure says, and what else of the row must not hang on when it was written. */
  readonly says: string;
  readonly failed: boolean;
}

/** Reads the rows of a file; a line that is none is told. A torn line at the end of a `.part` is left out. */
export function readRows(path: string, { batch }: Pick<Scenario, 'batch'>, wrong: string[]): SeenRow[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const whole = path.endsWith('.part') ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      try {
        return [batch ? batchRow(JSON.parse(line)) : flatRow(JSON.parse(line))];
      } catch {
        wrong.push(`${path}: a line that is no row: ${line.slice(0, 60)}`);
        return [];
      }
    });
}

type Fields = Record<string, unknown> & { error?: { code?: string } };

function flatRow({ seq, id, status, text, error, prompt_hash, input }: Fields): SeenRow {
  if (typeof seq !== 'number') throw new Error('no seq');
  return {
    seq,
    failed: status === 'error',
    says: JSON.stringify([id, status, text, error?.code, prompt_hash, input]),
  };
}

function batchRow({ custom_id, meta, response }: Fields): SeenRow {
  const { seq, status, prompt_hash } = meta as Fields;
  if (typeof seq !== 'number') throw new Error('no seq');
  const { body } = response as { body: { choices: { message: { content: string } }[] } };
  return {
    seq,
    failed: status === 'error',
    says: JSON.stringify([custom_id, prompt_hash, body.choices[0]?.message.content]),
  };
}

/** Tells of rows that are there twice. */
export function checkOnce(rows: readonly SeenRow[], wrong: string[]): void {
  const seen = new Set<number>();
  for (const { seq } of rows) {
    if (seen.has(seq)) wrong.push(`two rows for seq ${seq}`);
    seen.add(seq);
  }
}
