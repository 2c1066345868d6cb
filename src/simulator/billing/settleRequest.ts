import type { Reply } from '../answers/composeReply.js';
import type { Mishap } from '../faults/mishaps.js';
import type { SimulatorState } from '../SimulatorState.js';
import { isPeak } from './pricesAt.js';
import type { BilledTokens } from './RequestLedger.js';
import type { RequestOutcome } from './RequestRecord.js';

/** A request that has ended. */
export interface EndedRequest {
  readonly path: string;
  /** By the simulator's clock. */
  readonly arrivedAt: number;
  /** From its head to its last byte. */
  readonly tookMs: number;
  readonly status: number | null;
  readonly outcome: RequestOutcome;
  readonly mishap: Mishap | null;
  /** Null: no model was asked. */
  readonly reply: Reply | null;
  /** Pieces of the reply that went out. */
  readonly sentPieces: number;
  /** The connection was closed before the model began. */
  readonly waitedTooLong: boolean;
}

/** The model never began: nothing of it was ever sent. */
const unbegun = new Set<Mishap>(['emptyAnswer', 'blankAnswer', 'html200']);
const nothing: BilledTokens = { promptTokens: 0, cacheHitTokens: 0, completionTokens: 0 };

/** Bills a request that has ended, at the prices of its end, and keeps its record. */
export function settleRequest({ ledger, clock, options }: SimulatorState, ended: EndedRequest): void {
  const { reply } = ended;
  const tokens = reply === null ? nothing : billedTokens(reply, ended, options.brokenAnswersCost);
  const endedAt = clock.now();
  ledger.keep({
    time: new Date(ended.arrivedAt).toISOString(),
    path: ended.path,
    status: ended.status,
    outcome: ended.outcome,
    fault: ended.mishap,
    model: reply?.model ?? null,
    user_id: reply?.userId ?? null,
    prompt_hash: reply?.promptHash ?? null,
    times: reply?.times ?? 0,
    stream: reply?.stream ?? false,
    finish_reason: reply?.finishReason ?? null,
    prompt_tokens: tokens.promptTokens,
    prompt_cache_hit_tokens: tokens.cacheHitTokens,
    completion_tokens: tokens.completionTokens,
    usd: reply === null ? 0 : ledger.bill(reply.model, reply.userId, tokens, endedAt),
    peak: isPeak(endedAt),
    ms: Math.round(ended.tookMs * 10) / 10,
  });
}

/** All of an answer that was finished; of one that was broken off, what the options say. */
function billedTokens(
  { tokens }: Reply,
  { outcome, mishap, sentPieces, waitedTooLong }: EndedRequest,
  brokenAnswersCost: 'all' | 'sent' | 'nothing',
): BilledTokens {
  if (waitedTooLong || (mishap !== null && unbegun.has(mishap))) return nothing;
  const isWhole = outcome === 'answered' && mishap !== 'cutStream' && mishap !== 'streamError';
  if (isWhole || brokenAnswersCost === 'all') return tokens;
  const completionTokens = Math.min(tokens.completionTokens, sentPieces - 1);
  return brokenAnswersCost === 'nothing' || completionTokens <= 0 ? nothing : { ...tokens, completionTokens };
}
