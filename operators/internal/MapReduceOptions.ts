import type { Message } from '../../src/types/Message.js';
import type { FailedPart } from '../../src/types/Outcome.js';
import type { Prompt } from '../../src/types/Prompt.js';

/** What a question that joins answers is about. */
export interface ReduceStep {
  /** The document, without its text when it was never whole in memory. */
  readonly document: Prompt;
  /** 1 for answers to parts, 2 for answers that were joined from such, and so on. */
  readonly level: number;
  /** Whether its answer is that of the whole document. */
  readonly isFinal: boolean;
  /** Parts that have failed so far. */
  readonly failed: readonly FailedPart[];
}

/** Options of `mapReduce`. */
export interface MapReduceOptions {
  /** What to ask about a part; `part` says which one it is. Default: the part as it is. */
  readonly map?: (part: Prompt) => readonly Message[];
  /** What to ask to make one answer of several, whose texts are given in order. */
  readonly reduce: (texts: readonly string[], step: ReduceStep) => readonly Message[];
  /** Tokens of answers that go into one call; two answers do in any case. Default 12,000. Minimum 1. */
  readonly maxTokens?: number;
  /** The same in characters, besides. Default none. Minimum 1. */
  readonly maxCharacters?: number;
  /** How often a question is asked again that `ask` has failed with an error that may pass. Default 1. Minimum 0. */
  readonly retries?: number;
}
