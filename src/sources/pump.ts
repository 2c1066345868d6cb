import type { Subscriber } from 'rxjs';
import { ACCOUNT, type SourceAccount } from '../types/Account.js';
import type { Prompt } from '../types/Prompt.js';
import type { Writable } from '../types/plainly.js';
import type { Feed } from './Feed.js';

/** How a source came to its end. */
export interface SourceEnd {
  /** Prompts up to there. */
  readonly prompts: number;
  /** Whether the input had come to its end, or only `limit` to its own. */
  readonly whole: boolean;
}

interface PumpOptions {
  readonly limit?: number | undefined;
  readonly onEnd?: ((end: SourceEnd) => void) | undefined;
}

/**
 * Moves prompts from `feed` to `subscriber` while `account` has room, the first `limit` of them, and waits while it
 * has none, or while many wait for their turn and the feed could go on at once. Returns how to stop it.
 */
export function pump(
  feed: Feed,
  account: SourceAccount,
  subscriber: Subscriber<Prompt>,
  { limit = Number.POSITIVE_INFINITY, onEnd }: PumpOptions = {},
): () => void {
  let moving = false;
  let forget: (() => void) | undefined;

  // One loop hands out everything: room that comes back from within a `next` is seen by its next turn, so the
  // stack stays flat however many prompts are answered at once.
  const move = () => {
    if (moving) return;
    moving = true;
    try {
      while (!subscriber.closed) {
        if (feed.position >= limit) {
          complete(false);
          break;
        }
        if (!account.hasRoom) {
          forget = account.whenRoom(move);
          break;
        }
        if (account.crowded && feed.atHand) {
          forget = account.whenUncrowded(move);
          break;
        }
        const prompt = feed.shift();
        if (prompt === undefined) {
          if (feed.ended) complete(true);
          else if (feed.position < limit) feed.fetch(move, fail);
          else complete(false);
          break;
        }
        account.take(prompt, feed.bytes);
        (prompt as Writable<Prompt>)[ACCOUNT] = account;
        subscriber.next(prompt);
        account.passed(prompt);
      }
    } catch (error) {
      subscriber.error(error);
    } finally {
      moving = false;
    }
  };
  const complete = (whole: boolean) => {
    onEnd?.({ prompts: feed.position, whole });
    subscriber.complete();
  };
  const fail = (error: unknown) => subscriber.error(error);

  move();
  return () => {
    forget?.();
    feed.close();
  };
}
