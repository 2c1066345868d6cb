import type { Subscriber } from 'rxjs';
import { ACCOUNT, type SourceAccount } from '../types/Account.js';
import type { Prompt } from '../types/Prompt.js';
import type { Feed } from './Feed.js';

/**
 * Moves prompts from `feed` to `subscriber` while `account` has room, at most `limit` of them, and waits while it
 * has none. Returns how to stop it.
 */
export function pump(
  feed: Feed,
  account: SourceAccount,
  subscriber: Subscriber<Prompt>,
  limit = Number.POSITIVE_INFINITY,
): () => void {
  let left = limit;
  let moving = false;
  let forget: (() => void) | undefined;

  // One loop hands out everything: room that comes back from within a `next` is seen by its next turn, so the
  // stack stays flat however many prompts are answered at once.
  const move = () => {
    if (moving) return;
    moving = true;
    try {
      while (!subscriber.closed) {
        if (left <= 0) {
          subscriber.complete();
          break;
        }
        if (!account.hasRoom) {
          forget = account.whenRoom(move);
          break;
        }
        const prompt = feed.shift();
        if (prompt === undefined) {
          if (feed.ended) subscriber.complete();
          else feed.fetch(move, fail);
          break;
        }
        left--;
        account.take(prompt, feed.bytes);
        (prompt as { -readonly [K in keyof Prompt]: Prompt[K] })[ACCOUNT] = account;
        subscriber.next(prompt);
        account.passed(prompt);
      }
    } catch (error) {
      subscriber.error(error);
    } finally {
      moving = false;
    }
  };
  const fail = (error: unknown) => subscriber.error(error);

  move();
  return () => {
    forget?.();
    feed.close();
  };
}
