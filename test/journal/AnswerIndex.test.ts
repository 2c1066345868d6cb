import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PartRowReader } from '../../src/engine/journal/PartRowReader.js';
import { readerOf } from '../../src/engine/journal/readerOf.js';
import { AnswerIndex } from '../../src/journal/AnswerIndex.js';
import { openJournal } from '../../src/journal/openJournal.js';
import { rowOf } from '../../src/sinks/rowOf.js';
import { fakePrompt } from '../../src/testing/fakePrompt.js';
import { aFailure, anAnswer } from '../helpers/anOutcome.js';

const folder = mkdtempSync(join(tmpdir(), 'rxprompt-index-'));
afterAll(() => rmSync(folder, { recursive: true }));

const part = (number: number, text = `part ${number}`) => fakePrompt(text, 0, { part: number });
const row = (number: number, text: string) =>
  `${rowOf(anAnswer({ prompt: part(number), text, latencyMs: 12 }))}\n`;
const options = {
  settings: {},
  input: { path: null, format: 'document', file: null },
  format: 'parts',
};

describe('AnswerIndex', () => {
  it('should find answers by what was asked, wherever they stand, as ones that cost nothing any more', async () => {
    const file = join(folder, 'rows');
    const failed = `${rowOf(aFailure({ prompt: part(2) }))}\n`;
    writeFileSync(file, row(0, 'Zero') + failed + row(1, '玄德 "one"') + row(1, 'once more'));
    const index = await AnswerIndex.open(file);
    expect(index.size).toBe(2);
    expect(index.get(part(0))).toMatchObject({
      status: 'ok',
      text: 'Zero',
      attempts: 0,
      costUsd: 0,
      usage: null,
      latencyMs: 12,
    });
    expect(index.get(part(7, 'part 1'))).toMatchObject({ text: 'once more', prompt: { part: 7 } });
    expect([index.get(part(2)), index.get(part(0, 'changed'))]).toEqual([undefined, undefined]);
    index.close();
    const none = await AnswerIndex.open(undefined);
    expect([none.size, none.get(part(0))]).toEqual([0, undefined]);
    none.close();
  });

  it('should stand on a journal whose rows share their position, and lose none of them to a torn end', async () => {
    const file = join(folder, 'state');
    const first = await openJournal(file, options);
    first.start();
    first.begin('parts');
    appendFileSync(
      first.output.part,
      `${row(0, 'Zero')}${row(1, 'One')}no row\n${row(2, 'Two')}{"seq":0,"part":3,"id`,
    );
    first.release();
    const second = await openJournal(file, options);
    expect(second.done.count).toBe(3);
    const index = await AnswerIndex.open(second.output.at);
    expect([0, 1, 2, 3].map((number) => index.get(part(number))?.text)).toEqual([
      'Zero',
      'One',
      'Two',
      undefined,
    ]);
    index.close();
    second.begin('parts');
    appendFileSync(second.output.part, row(3, 'Three'));
    await second.finish({ prompts: 4, whole: true, rows: 1, failed: 0 });
    second.release();
    const third = await openJournal(file, options);
    const whole = await AnswerIndex.open(third.output.at);
    expect([whole.size, whole.get(part(3))?.text, third.output.at]).toEqual([4, 'Three', file]);
    whole.close();
    third.release();
  });
});

describe('PartRowReader', () => {
  it('should give each row the place that it stands at, and refuse what is none', () => {
    const reader = readerOf('parts');
    expect(reader).toBeInstanceOf(PartRowReader);
    const read = (text: string) => {
      const bytes = Buffer.from(text.trim());
      return [reader.read(bytes, 0, bytes.length), reader.seq, reader.failed];
    };
    expect(read(row(5, 'x'))).toEqual([true, 0, false]);
    expect(read('{"seq":0}')).toEqual([false, 0, false]);
    expect(read(rowOf(aFailure({ prompt: part(5) })))).toEqual([true, 1, true]);
  });
});
