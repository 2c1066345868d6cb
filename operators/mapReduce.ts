import type { OperatorFunction } from 'rxjs';
import { expectNumber } from '../src/engine/expectNumber.js';
import type { TreeOptions } from '../src/engine/reduction/ReductionTree.js';
import { countTokens } from '../src/text/tokens/countTokens.js';
import type { Outcome } from '../src/types/Outcome.js';
import type { Prompt } from '../src/types/Prompt.js';
import type { Reply } from '../src/types/Reply.js';
import { Documents } from './internal/Documents.js';
import { joinedBy } from './internal/joinedBy.js';
import type { MapReduceOptions } from './internal/MapReduceOptions.js';

export type { MapReduceOptions, ReduceStep } from './internal/MapReduceOptions.js';

/**
 * On the stream: asks about each part of a document, and joins the answers, in the order of the parts, to one outcome: by
 * one call, or by a tree of them when they don't fit into one. A prompt that is no part is a document of its own.
 *
 * ```text
 * parts      a-b-c|              c is the last of its document
 * ask        ---A-B-C
 * ask                ---R|      the answers A, B and C joined
 * outcome    -----------(D|)    its tokens, cost and attempts are those of all
 * ```
 *
 * What is not there is named: `reduction.failed` has the parts that failed after `retries`. When all did, a call that joins
 * did, or the last part never came, the document is a Failure.
 *
 * Holds:    answers of one call for each level of the tree, and those that wait for the ones before them.
 * Errors:   those of `ask`; a `map` or `reduce` that throws ends the stream.
 * Cancels:  unsubscribing cancels what is asked.
 * Place it: below `chunk` or `fromDocument`, around `complete`.
 *
 * @param ask Makes one outcome of each prompt, such as `complete(client)`. It sees all questions of both kinds: put what is
 *            to be cached, written down or sanitized into it.
 */
export function mapReduce(
  ask: OperatorFunction<Prompt, Outcome>,
  options: MapReduceOptions,
): OperatorFunction<Prompt, Outcome> {
  const { maxTokens = 12_000, maxCharacters = Number.POSITIVE_INFINITY, retries = 1 } = options;
  expectNumber('maxTokens', maxTokens, { min: 1 });
  if (!(maxCharacters >= 1))
    throw new RangeError(`expected maxCharacters to be at least 1, got ${maxCharacters}`);
  expectNumber('retries', retries, { min: 0 });
  const tree: TreeOptions<Reply> = {
    // Shares of a call; a sum of them is not exact.
    sizeOf: ({ text }) => Math.max(countTokens(text) / maxTokens, text.length / maxCharacters),
    maxSize: 1 + 1e-9,
  };
  return joinedBy(ask, (destination) => new Documents(destination, { ...options, retries }, tree));
}
