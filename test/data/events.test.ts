import { describe, expect, it } from 'vitest';
import { createEventReader } from '../../src/client/createEventReader.js';
import { everySplit, type ReadEvent } from '../contract/eventStreams.js';
import { readData } from './readData.js';

interface Vector {
  readonly name: string;
  readonly chunks_b64: readonly string[];
  readonly expected: readonly ReadEvent[];
}

const { vectors } = readData<{ vectors: readonly Vector[] }>('sse-wpt.json');

function read(chunks: readonly Buffer[]): readonly ReadEvent[] {
  const events: ReadEvent[] = [];
  const reader = createEventReader(
    (data, event) => events.push(event === undefined ? { data } : { event, data }),
    1_000_000,
  );
  for (const chunk of chunks) reader.read(chunk);
  reader.end();
  return events;
}

describe('the event streams of web-platform-tests', () => {
  it.each(vectors)('should be read: $name', ({ chunks_b64, expected }) => {
    const chunks = chunks_b64.map((chunk) => Buffer.from(chunk, 'base64'));
    expect(read(chunks)).toEqual(expected);
    for (const split of everySplit(Buffer.concat(chunks))) expect(read(split)).toEqual(expected);
  });
});
