import type { ToolCall } from './Message.js';
import type { Usage } from './Usage.js';

/** Why the model stopped, in one vocabulary for all providers. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'error' | 'other';

/** Where an answer that cost no call came from. */
export type CacheTier = 'memory' | 'redis' | 'coalesced';

/** What one call brings back: an answer that does not know yet whose it is. */
export interface Reply {
  readonly text: string;
  readonly reasoning: string | null;
  readonly toolCalls: readonly ToolCall[] | null;
  readonly finishReason: FinishReason;
  /** The provider's own word. */
  readonly rawFinishReason: string | null;
  /** The model that served the call, which need not be the one asked for. */
  readonly model: string;
  /** The name of the route that answered. */
  readonly route: string;
  /** `null` when the server reported none. Of a reused answer: what it took when it was made. */
  readonly usage: Usage | null;
  /** US dollars paid for this answer; 0 for a reused one, `null` when the price or the usage is unknown. */
  readonly costUsd: number | null;
  /** HTTP requests made for it: 1 when the first succeeded, 0 for a reused one. */
  readonly attempts: number;
  readonly cached: CacheTier | null;
  /** Milliseconds from sending the request that answered to its last byte. */
  readonly latencyMs: number;
  /** Milliseconds to the first token; streams only. */
  readonly ttftMs: number | null;
  /** What the text says, once a check has read it; see `validateAnswer`. Missing when nobody asked for one. */
  readonly json?: unknown;
}

/** One piece of a streamed answer. Every whole stream ends with `end`, which carries the answer put together. */
export type Delta =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'tool-call'; readonly index: number; readonly name: string; readonly arguments: string }
  /** The stream broke, for this reason (the code of an error), and begins anew: what came before is void. */
  | { readonly type: 'restart'; readonly reason: string }
  | { readonly type: 'end'; readonly reply: Reply };
