import type { CacheHit, KeptAnswer } from '../types/CacheStore.js';
import type { FinishReason, Reply } from '../types/Reply.js';
import type { Usage } from '../types/Usage.js';
import { replyJson } from './replyJson.js';

/** The fields of a reply without its texts: names and numbers, about. */
const FRAME_BYTES = 400;

/**
 * A whole reply as a store in this process keeps it: a copy, so that nobody changes it from outside, and no JSON,
 * which most answers are never asked for.
 */
export class KeptReply implements KeptAnswer {
  readonly text: string;
  readonly reasoning: string | null;
  readonly toolCallsJson: string | null;
  readonly finishReason: FinishReason;
  readonly rawFinishReason: string | null;
  readonly model: string;
  readonly route: string;
  /** Usage is kept here and not in an object of its own: the collector copies each object that lives. */
  readonly hasUsage: boolean;
  readonly promptTokens: number;
  readonly promptCacheHitTokens: number;
  readonly promptCacheMissTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
  readonly costUsd: number | null;
  readonly attempts: number;
  readonly latencyMs: number;
  readonly ttftMs: number | null;

  constructor(reply: Reply) {
    const { toolCalls, usage } = reply;
    this.text = reply.text;
    this.reasoning = reply.reasoning;
    this.toolCallsJson = toolCalls === null ? null : JSON.stringify(toolCalls);
    this.finishReason = reply.finishReason;
    this.rawFinishReason = reply.rawFinishReason;
    this.model = reply.model;
    this.route = reply.route;
    this.hasUsage = usage !== null;
    this.promptTokens = usage?.promptTokens ?? 0;
    this.promptCacheHitTokens = usage?.promptCacheHitTokens ?? 0;
    this.promptCacheMissTokens = usage?.promptCacheMissTokens ?? 0;
    this.completionTokens = usage?.completionTokens ?? 0;
    this.reasoningTokens = usage?.reasoningTokens ?? 0;
    this.costUsd = reply.costUsd;
    this.attempts = reply.attempts;
    this.latencyMs = reply.latencyMs;
    this.ttftMs = reply.ttftMs;
  }

  get bytes(): number {
    return FRAME_BYTES + bytesOf(this.text) + bytesOf(this.reasoning) + bytesOf(this.toolCallsJson);
  }

  json(): string {
    return `{"reply":${replyJson(this.#copy(null, this.attempts, this.costUsd))}}`;
  }

  /** A copy, marked as one that cost no call. */
  reuse(tier: CacheHit['tier']): Reply {
    return this.#copy(tier, 0, 0);
  }

  #copy(cached: CacheHit['tier'] | null, attempts: number, costUsd: number | null): Reply {
    return {
      text: this.text,
      reasoning: this.reasoning,
      toolCalls: this.toolCallsJson === null ? null : JSON.parse(this.toolCallsJson),
      finishReason: this.finishReason,
      rawFinishReason: this.rawFinishReason,
      model: this.model,
      route: this.route,
      usage: this.usage(),
      costUsd,
      attempts,
      cached,
      latencyMs: this.latencyMs,
      ttftMs: this.ttftMs,
    };
  }

  private usage(): Usage | null {
    if (!this.hasUsage) return null;
    const { promptTokens, promptCacheHitTokens, promptCacheMissTokens, completionTokens, reasoningTokens } =
      this;
    return { promptTokens, promptCacheHitTokens, promptCacheMissTokens, completionTokens, reasoningTokens };
  }
}

/** As UTF-8; to count them also makes one piece of a text that was put together from many. */
function bytesOf(text: string | null): number {
  return text === null ? 0 : Buffer.byteLength(text);
}
