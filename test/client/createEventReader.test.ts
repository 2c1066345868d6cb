import { describe, expect, it } from 'vitest';
import { createEventReader } from '../../src/client/createEventReader.js';
import { ChatStream } from '../../src/codec/ChatStream.js';
import { chatBody, eventStreams, everySplit, lineEnds, type ReadEvent } from '../contract/eventStreams.js';

function read(chunks: readonly Buffer[]): readonly ReadEvent[] {
  const events: ReadEvent[] = [];
  const reader = createEventReader(
    (data, event) => events.push(event === undefined ? { data } : { data, event }),
    1_000_000,
  );
  for (const chunk of chunks) reader.read(chunk);
  reader.end();
  return events;
}

describe.each(lineEnds)('createEventReader, lines ending in %s', (_name, withEnds) => {
  it.each(eventStreams)('should read $name, however the bytes are split', ({ body, events }) => {
    for (const chunks of everySplit(Buffer.from(withEnds(body)))) {
      expect(read(chunks), JSON.stringify(chunks.map(String))).toEqual(events);
    }
  });

  it('should give a chat stream the same answer in every split', () => {
    for (const chunks of everySplit(Buffer.from(withEnds(chatBody)))) {
      const stream = new ChatStream('deepseek-flash');
      const reader = createEventReader((data) => void stream.push(data), 1_000_000);
      for (const chunk of chunks) reader.read(chunk);
      reader.end();
      expect(stream.done).toBe(true);
      expect(stream.finish()).toMatchObject({
        text: 'Xiàng Yǔ 🎉',
        reasoning: '鸿门宴',
        finishReason: 'stop',
        usage: { promptTokens: 9, completionTokens: 4 },
      });
    }
  });

  it('should give an event out as soon as its blank line has come', () => {
    const events: string[] = [];
    const reader = createEventReader((data) => events.push(data), 1_000_000);
    for (const byte of Buffer.from(withEnds('data: a\n\n'))) reader.read(Buffer.of(byte));
    expect(events).toEqual(['a']);
  });
});

describe('createEventReader', () => {
  it('should hold together no more than it may, in lines of one event or in one line', () => {
    const lines = createEventReader(() => {}, 100);
    const line = createEventReader(() => {}, 100);
    const tooLarge = expect.objectContaining({ code: 'answer_too_large' });
    expect(() => {
      for (let count = 0; count < 50; count++) lines.read(Buffer.from('data: ten chars\n'));
    }).toThrow(tooLarge);
    expect(() => {
      for (let count = 0; count < 50; count++) line.read(Buffer.from('ten chars.'));
    }).toThrow(tooLarge);
    expect(() => read([Buffer.alloc(2_000_000, ': comment\n')])).not.toThrow();
  });

  it('should replace bytes that are no UTF-8, in every split alike', () => {
    const body = Buffer.concat([Buffer.from('data: a'), Buffer.of(0xe9, 0xb8), Buffer.from('b\n\n')]);
    for (const chunks of everySplit(body)) expect(read(chunks)).toEqual([{ data: 'a\ufffdb' }]);
  });
});
