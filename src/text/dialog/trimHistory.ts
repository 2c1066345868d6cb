import type { Message } from '../../types/Message.js';
import { messageTokens } from '../tokens/messageTokens.js';
import { headLength, turnStarts } from './turnsOf.js';

/** Options of {@link trimHistory}. */
export interface TrimOptions {
  /** Messages of more tokens than this are trimmed; about, as `countTokens` has it. Default 64,000. Minimum 1. */
  readonly maxTokens?: number;
  /** Trimming goes down to so many. Default half of `maxTokens`, which is also the most that makes sense. Minimum 0. */
  readonly keepTokens?: number;
  /** Default: what a message takes in DeepSeek's template, without a tokenizer. */
  readonly tokensOf?: (message: Message) => number;
}

/** Options with nothing left open. */
export type TrimLimits = Required<TrimOptions>;

/**
 * Drops the oldest turns of a conversation that has grown over `maxTokens`, whole turns, down to `keepTokens`. System
 * messages at its beginning and the last turn always stay, whatever their size.
 *
 * Trim what the last trim has left, and not all that was ever said: then each context is the beginning of the next one
 * until `maxTokens` is reached again, and the provider's context cache has nearly all of it, at a fiftieth of the price.
 * Were it trimmed to `maxTokens` itself, its beginning would change with every turn, and the cache would never hit.
 *
 * @throws {RangeError} naming the option.
 */
export function trimHistory(messages: readonly Message[], options: TrimOptions = {}): readonly Message[] {
  const head = headLength(messages);
  const { from } = cutHistory(messages, head, trimLimits(options));
  return from === head ? messages : [...messages.slice(0, head), ...messages.slice(from)];
}

/** Checks options, and fills in the defaults. */
export function trimLimits({ maxTokens = 64_000, keepTokens, tokensOf }: TrimOptions): TrimLimits {
  if (!(maxTokens >= 1)) throw new RangeError(`expected maxTokens to be at least 1, got ${maxTokens}`);
  const keep = keepTokens ?? Math.floor(maxTokens / 2);
  if (!(keep >= 0 && keep <= maxTokens)) {
    throw new RangeError(`expected keepTokens to be from 0 to maxTokens (${maxTokens}), got ${keepTokens}`);
  }
  return { maxTokens, keepTokens: keep, tokensOf: tokensOf ?? messageTokens };
}

/** What a trim leaves. */
export interface Cut {
  /** The first message behind the head that stays. */
  readonly from: number;
  /** So many turns go. */
  readonly turns: number;
}

/**
 * Where to cut. No cut is behind the message number `stays`, nor behind the beginning of the last turn.
 *
 * @param head So many messages at the beginning are never cut.
 */
export function cutHistory(
  messages: readonly Message[],
  head: number,
  { maxTokens, keepTokens, tokensOf }: TrimLimits,
  stays = messages.length,
): Cut {
  let from = head;
  let turns = 0;
  const sizes = messages.map(tokensOf);
  let left = sizes.reduce((sum, size) => sum + size, 0);
  if (left <= maxTokens) return { from, turns };
  for (const start of turnStarts(messages, head).slice(1)) {
    if (start > stays || left <= keepTokens) break;
    for (; from < start; from++) left -= sizes[from] as number;
    turns++;
  }
  return { from, turns };
}
