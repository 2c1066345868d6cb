import { Splitter } from '../../text/splitting/Splitter.js';
import type { PullSource } from '../../types/PullSource.js';
import type { LineInput } from '../openInput.js';
import { pullSource } from '../pullSource.js';
import type { DocumentOptions } from './DocumentOptions.js';
import { documentFeed } from './documentFeed.js';

/**
 * One document of any length as the prompts of its parts, for `mapReduce`: `seq` is 0, `part` counts from 0, `isLast` marks
 * the last one, and `input` has `from` and `to`, where it stands in the text. Parts of nothing but space are left out.
 *
 * Text, Markdown, and HTML, of which the text is taken; UTF-8, plain or compressed as for `fromLines`.
 *
 * Holds:   one piece of 64 KiB and two chunks.
 * Errors:  `SourceError` when the input cannot be read; with the code `bad_document` when it is empty, binary or not UTF-8.
 * Cancels: unsubscribing stops reading and destroys the stream at once.
 */
export function fromDocument(input: LineInput, options: DocumentOptions = {}): PullSource {
  // Made once to check the numbers now rather than at the first subscription.
  new Splitter(options);
  return pullSource(() => documentFeed(input, options), options);
}
