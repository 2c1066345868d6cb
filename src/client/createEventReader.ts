import { createParser } from 'eventsource-parser';
import { answerTooLarge } from './decompress.js';

/** Reads server-sent events out of bytes. */
export interface EventReader {
  /** May call back any number of times. What the callback throws comes out here. */
  read(chunk: Uint8Array): void;
  /** The end of the body: an event that lacks its blank line comes out too. */
  end(): void;
}

/**
 * Bytes -> the `data` of each event. Comments and blank lines, which keep a connection alive, come to nothing;
 * characters may be cut anywhere.
 *
 * @param maxChars The longest event that is held together.
 */
export function createEventReader(onData: (data: string) => void, maxChars: number): EventReader {
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: ({ data }) => onData(data),
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') throw answerTooLarge(maxChars);
    },
    maxBufferSize: maxChars,
  });
  return {
    read: (chunk) => parser.feed(decoder.decode(chunk, { stream: true })),
    end: () => parser.feed(`${decoder.decode()}\n\n`),
  };
}
