import { expect, it } from 'vitest';
import { markOf } from '../../../../src/engine/journal/DoneRows.js';
import { readerOf } from '../../../../src/engine/journal/readerOf.js';
import { rowOf } from '../../../../src/sinks/rowOf.js';
import { promptHash } from '../../../../src/text/promptHash.js';
import { aFailure, anAnswer } from '../../../helpers/anOutcome.js';
import { aPrompt } from '../../../helpers/aPrompt.js';

it('should number the rows of parts as they stand, since all have the position of their document', () => {
  const reader = readerOf('parts');
  const texts = ['one', 'two', 'three'];
  const rows = texts.map((content, part) => {
    const prompt = aPrompt({ seq: 7, part, messages: [{ role: 'user', content }] });
    const row = rowOf(content === 'two' ? aFailure({ seq: 7, prompt }) : anAnswer({ seq: 7, prompt }));
    return { row, found: { seq: part, mark: markOf(promptHash(prompt)), failed: content === 'two' } };
  });
  const around = '{"seq":99}\n';
  for (const { row, found } of rows) {
    for (const other of ['{}', row.slice(0, -1)]) {
      const bytes = Buffer.from(other);
      expect(reader.read(bytes, 0, bytes.length)).toBe(false);
    }
    const bytes = Buffer.from(`${around}${row}${around}`);
    const start = Buffer.byteLength(around);
    expect(reader.read(bytes, start, start + Buffer.byteLength(row))).toBe(true);
    expect({ seq: reader.seq, mark: reader.mark, failed: reader.failed }).toEqual(found);
  }
});
