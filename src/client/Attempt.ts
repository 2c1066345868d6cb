import { costOf } from '../engine/money/costOf.js';
import { stopReason } from '../engine/stopFor.js';
import type { CallError } from '../errors/CallError.js';
import { promptTokens } from '../text/tokens/promptTokens.js';
import type { Waste } from '../types/CallEvent.js';
import type { WireReply } from '../types/Codec.js';
import type { Prompt } from '../types/Prompt.js';
import type { Reply } from '../types/Reply.js';
import type { Usage } from '../types/Usage.js';
import type { RawHeaders } from './headerOf.js';
import type { RouteContext } from './RouteContext.js';
import { toldLimits } from './toldLimits.js';

/** The clock and the events of one HTTP request. Every attempt that starts ends exactly once. */
export class Attempt {
  private readonly route: RouteContext;
  private readonly model: string;
  private readonly prompt: Prompt;
  /** The day and hour decide the price, the other clock measures. */
  private readonly startedOn = Date.now();
  private startedAt = performance.now();
  private endedAt: number | undefined;
  private ttftMs: number | null = null;
  private tokens = 0;

  constructor(route: RouteContext, model: string, prompt: Prompt) {
    this.route = route;
    this.model = model;
    this.prompt = prompt;
    route.observe?.({ type: 'attempt-start', route: route.name, model });
  }

  /** The time counts from here: the request is sent again. */
  restart(): void {
    this.startedAt = performance.now();
  }

  /** The time counts up to here: what is left to be done waits for others. */
  stop(): void {
    this.endedAt = performance.now();
  }

  /** What the head of an answer, or of an error, says of the limits of the route. */
  hear(headers: RawHeaders): void {
    const { limiter } = this.route;
    if (limiter?.heard === undefined) return;
    const now = Date.now();
    const told = toldLimits(headers, now);
    if (told !== undefined) limiter.heard(told, now, this.startedOn);
  }

  /** A token has come; only the first counts. */
  token(): void {
    this.tokens++;
    this.ttftMs ??= tenths(performance.now() - this.startedAt);
  }

  succeed(wire: WireReply): Reply {
    const { route, model, ttftMs } = this;
    const { usage } = wire;
    const latencyMs = tenths(this.tookMs());
    const costUsd =
      usage === null
        ? null
        : (costOf(usage, wire.model, this.startedOn, route.prices) ??
          costOf(usage, model, this.startedOn, route.prices));
    route.observe?.({
      type: 'attempt-end',
      route: route.name,
      model,
      outcome: 'ok',
      latencyMs,
      ttftMs,
      usage,
      costUsd,
    });
    return {
      text: wire.text,
      reasoning: wire.reasoning,
      toolCalls: wire.toolCalls,
      finishReason: wire.finishReason,
      rawFinishReason: wire.rawFinishReason,
      model: wire.model,
      route: route.name,
      usage,
      costUsd,
      attempts: 1,
      cached: null,
      latencyMs,
      ttftMs,
    };
  }

  fail({ code, usage, unbilled }: CallError): void {
    this.end(code, usage, unbilled ? undefined : this.waste(code, usage));
  }

  /**
   * It was unsubscribed, by whoever listens or by a limit of time; one that lost against another did nothing wrong.
   *
   * @param sent Whether a server may have got the request.
   * @param usage What a whole answer says was billed, which had come and not been handed on.
   */
  cancel(sent: boolean, usage: Usage | null = null): void {
    const reason = stopReason();
    const outcome = reason === 'hedged' ? 'cancelled' : reason;
    this.end(outcome, null, sent ? this.waste(reason, usage) : undefined);
  }

  /** What the server says was billed; when it says nothing, the prompt and what has come of an answer. */
  private waste(reason: string, usage: Usage | null): Waste {
    const billed = usage ?? this.estimate();
    return {
      reason,
      tokens: billed.promptTokens + billed.completionTokens,
      costUsd: this.costOf(billed),
      isEstimate: usage === null,
    };
  }

  private estimate(): Usage {
    const { prompt, tokens } = this;
    const { defaults } = this.route;
    const thinking = (prompt.params?.thinking ?? defaults?.thinking)?.type === 'enabled';
    const input = promptTokens(prompt, defaults, thinking);
    return {
      promptTokens: input,
      promptCacheHitTokens: 0,
      promptCacheMissTokens: input,
      completionTokens: tokens,
      reasoningTokens: 0,
    };
  }

  private tookMs(): number {
    return (this.endedAt ?? performance.now()) - this.startedAt;
  }

  private costOf(usage: Usage): number | null {
    return costOf(usage, this.model, this.startedOn, this.route.prices);
  }

  private end(outcome: string, usage: Usage | null, wasted: Waste | undefined): void {
    this.route.observe?.({
      type: 'attempt-end',
      route: this.route.name,
      model: this.model,
      outcome,
      latencyMs: this.tookMs(),
      ttftMs: this.ttftMs,
      usage,
      costUsd: usage === null ? null : this.costOf(usage),
      ...(wasted !== undefined && { wasted }),
    });
  }
}

/** All that there is to say of a call over a network; a number of 17 digits takes 0.3 us to write. */
function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
