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
 * One prompt for each item of an async iterable: a cursor of a data base, an async generator. The items are
 * those of `fromIterable`. `next` is called only while there is room, and never twice at once.
 *
 * Holds:   one item.
 * Errors:  `SourceError` when the iterator rejects. A bad item is a prompt with a `rejection`.
 * Cancels: unsubscribing calls the iterator's `return`.
 */
export function fromAsyncIterable(items: AsyncIterable<PromptItem>, options: ItemOptions = {}): PullSource {
  return pullSource(() => asyncIterableFeed(items, options), options);
}

function asyncIterableFeed(items: AsyncIterable<PromptItem>, options: ItemOptions): Feed {
  let iterator: AsyncIterator<PromptItem> | undefined;
  let arrived: { readonly item: PromptItem } | undefined;
  let closed = false;
  const feed = {
    position: 0,
    bytes: 0,
    ended: false,
    atHand: false,
    shift(): Prompt | undefined {
      if (arrived === undefined) return undefined;
      const prompt = promptOfItem(arrived.item, feed.position++, options);
      arrived = undefined;
      feed.bytes = sizeOfPrompt(prompt);
      return prompt;
    },
    fetch(ready: () => void, failed: (error: unknown) => void) {
      const broken = (error: unknown) => {
        feed.ended = true;
        if (!closed) failed(brokenIterable(error));
      };
      try {
        iterator ??= items[Symbol.asyncIterator]();
        iterator.next().then(({ done, value }) => {
          if (closed) return;
          if (done) feed.ended = true;
          else arrived = { item: value };
          ready();
        }, broken);
      } catch (error) {
        broken(error);
      }
    },
    close() {
      closed = true;
      if (!feed.ended) iterator?.return?.().then(undefined, () => {});
    },
  };
  return feed;
}
