import { createParser } from 'eventsource-parser';
import { answerTooLarge } from './decompress.js';

/** Reads server-sent events out of bytes. */
export interface EventReader {
  /** May call back any number of times. What the callback throws comes out here. */
  read(chunk: Uint8Array): void;
  /** The end of the body. An event that lacks its blank line comes out only when it is whole by itself. */
  end(): void;
}

const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = 0xfeff;

/**
 * Bytes -> the `data` of each event, and the name of those that have one. Comments and blank lines, which keep a
 * connection alive, come to nothing; characters and line ends may be cut anywhere.
 *
 * @param maxChars The longest event that is held together.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function createEventReader(
  onData: (data: string, event: string | undefined) => void,
  maxChars: number,
): EventReader {
  // Node 24 takes a second byte order mark away, too, when the first one came in two pieces.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let begun = false;
  let afterReturn = false;
  let ending = false;
  const parser = createParser({
    onEvent: ({ data, event }) => {
      if (!ending || isWhole(data)) onData(data, event);
    },
    onError: ({ type }) => {
      if (type === 'max-buffer-size-exceeded') throw answerTooLarge(maxChars);
    },
    maxBufferSize: maxChars,
  });
  // The mark is taken away here; the parser would take one that was read in Latin-1 from the first text.
  parser.feed('');

  const feed = (decoded: string) => {
    if (decoded === '') return;
    const text = begun || decoded.charCodeAt(0) !== BYTE_ORDER_MARK ? decoded : decoded.slice(1);
    begun = true;
    if (text === '') return;
    // A return ends its line now, not when it is known what comes next: the parser would hold the event back.
    const rest = afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    afterReturn = text.charCodeAt(text.length - 1) === CARRIAGE_RETURN;
    parser.feed(afterReturn ? `${rest}\n` : rest);
  };
  return {
    read: (chunk) => feed(decoder.decode(chunk, { stream: true })),
    end: () => {
      ending = true;
      parser.feed('\n\n');
    },
  };
}

/**
 * The standard drops an event that was not ended, because half of it would pass for the whole. JSON tells the one
 * from the other, and some servers forget the last blank line.
 */
function isWhole(data: string): boolean {
  if (data.trim() === '[DONE]') return true;
  try {
    return data.startsWith('{') && JSON.parse(data) !== null;
  } catch {
    return false;
  }
}
