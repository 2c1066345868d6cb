import type { Chunk } from '../../text/splitting/Chunk.js';
import { Splitter } from '../../text/splitting/Splitter.js';
import type { Prompt } from '../../types/Prompt.js';
import type { Feed } from '../Feed.js';
import { type LineInput, openInput } from '../openInput.js';
import type { DocumentOptions } from './DocumentOptions.js';
import { badDocument, TextReader } from './TextReader.js';

/** Parts of one document, of which no more than two chunks are in memory. */
export function documentFeed(input: LineInput, options: DocumentOptions): Feed {
  const { id = 'document', format = 'auto', system, params } = options;
  const splitter = new Splitter(options);
  const reader = new TextReader(format);
  const opened = openInput(input);
  let over = false;
  let closed = false;
  /** Kept back until it is known whether it is the last one. */
  let waiting: Chunk | undefined;

  /** The next chunk with anything in it. */
  const nextChunk = (): Chunk | undefined => {
    let chunk = splitter.next();
    while (chunk !== undefined && chunk.text.slice(chunk.overlap).trim() === '') chunk = splitter.next();
    return chunk;
  };
  const promptOf = ({ text, overlap, start }: Chunk, isLast: boolean): Prompt => {
    const question = { role: 'user', content: text };
    return {
      id,
      seq: 0,
      messages: system === undefined ? [question] : [{ role: 'system', content: system }, question],
      ...(params !== undefined && { params }),
      input: { from: start, to: start + text.length - overlap },
      part: feed.position++,
      isLast,
    };
  };

  const feed = {
    position: 0,
    bytes: 0,
    get atHand() {
      return waiting !== undefined;
    },
    ended: false,
    shift(): Prompt | undefined {
      const next = nextChunk();
      if (next === undefined && !over) return undefined;
      if (next === undefined) feed.ended = true;
      const chunk = waiting;
      waiting = next;
      if (chunk !== undefined) {
        feed.bytes = chunk.text.length;
        return promptOf(chunk, next === undefined);
      }
      if (next !== undefined) return feed.shift();
      if (feed.position === 0) throw badDocument('is empty: there is nothing in it to ask about');
      return undefined;
    },
    fetch(ready: () => void, failed: (error: unknown) => void) {
      read().then(
        () => {
          if (!closed) ready();
        },
        (error) => {
          if (!closed) failed(error);
        },
      );
    },
    close() {
      closed = true;
      opened.close();
    },
  };
  return feed;

  async function read(): Promise<void> {
    const bytes = await opened.next();
    if (bytes !== undefined) {
      splitter.push(await reader.read(bytes));
      return;
    }
    splitter.push(await reader.end());
    splitter.end();
    over = true;
  }
}
