import type { Prompt } from '../types/Prompt.js';
import type { PullSource } from '../types/PullSource.js';
import type { Feed } from './Feed.js';
import {
  brokenIterable,
  type ItemOptions,
  type PromptItem,
  promptOfItem,
  sizeOfPrompt,
} from './promptOfItem.js';
import { pullSource } from './pullSource.js';

/**
 * One prompt for each item of an array, a Set, a generator: a text or `{prompt | text | messages, id?, system?,
 * params?}`. `id` is `item-<n>` when there is none. `next` is called only while there is room.
 *
 * Holds:   nothing.
 * Errors:  `SourceError` when the iterator throws. A bad item is a prompt with a `rejection`.
 * Cancels: unsubscribing calls the iterator's `return`.
 */
export function fromIterable(items: Iterable<PromptItem>, options: ItemOptions = {}): PullSource {
  return pullSource(() => iterableFeed(items, options), options);
}

function iterableFeed(items: Iterable<PromptItem>, options: ItemOptions): Feed {
  let iterator: Iterator<PromptItem> | undefined;
  const feed = {
    position: 0,
    bytes: 0,
    ended: false,
    atHand: true,
    shift(): Prompt | undefined {
      let item: IteratorResult<PromptItem>;
      try {
        iterator ??= items[Symbol.iterator]();
        item = iterator.next();
      } catch (error) {
        feed.ended = true;
        throw brokenIterable(error);
      }
      if (item.done) {
        feed.ended = true;
        return undefined;
      }
      const prompt = promptOfItem(item.value, feed.position++, options);
      feed.bytes = sizeOfPrompt(prompt);
      return prompt;
    },
    fetch(ready: () => void) {
      ready();
    },
    close() {
      // One that has ended must not be returned: its `finally` has run.
      if (!feed.ended) iterator?.return?.();
    },
  };
  return feed;
}
