import { composeReply, type Reply } from './answers/composeReply.js';
import { isBroke } from './billing/accountBalance.js';
import { readContext } from './context/readContext.js';
import {
  bodyTooLarge,
  type ErrorReply,
  insufficientBalance,
  overloaded,
  rateLimitReached,
  wrongContentType,
} from './ErrorReply.js';
import type { Mishap } from './faults/mishaps.js';
import type { Regime } from './faults/Regime.js';
import { shapeAnswer } from './faults/shapeAnswer.js';
import { nginxBusy, statusReply } from './faults/statusReply.js';
import type { ChatRequest } from './requests/readChatRequest.js';
import { type AnswerKind, readRequest } from './requests/readRequest.js';
import type { SimulatorState } from './SimulatorState.js';

/** A request that was read to its end. */
export interface ReceivedRequest {
  readonly kind: AnswerKind;
  readonly path: string;
  readonly contentType: string | undefined;
  /** Null: more than anybody reads. */
  readonly body: string | null;
}

/** What is to become of a request: an answer, a refusal, or the end of its connection. */
export type Verdict =
  | { readonly type: 'answer'; readonly reply: Reply }
  | { readonly type: 'refuse'; readonly error: ErrorReply; readonly waitMs: number | null }
  | { readonly type: 'reset' };

/** Decides what becomes of a request, in the order in which the layers of the service would. */
export function judge(
  { kind, path, contentType, body }: ReceivedRequest,
  mishap: Mishap | null,
  regime: Regime,
  state: SimulatorState,
): Verdict {
  if (!isJson(contentType)) return refuse(wrongContentType);
  if (body === null) return refuse(bodyTooLarge);
  if (mishap?.startsWith('status')) {
    return refuse(statusReply(Number(mishap.slice('status'.length)), regime.faults.errorForm));
  }
  if (mishap === 'resetBeforeAnswer') return { type: 'reset' };
  const { models, options, clock } = state;
  const { promptWithoutJson } = options;
  const rules = { models, promptWithoutJson, beta: path.startsWith('/beta/') };
  const asked = readRequest(kind, body, rules, clock.now());
  if (!('kind' in asked)) return refuse(asked);
  return isBroke(state, regime.faults) ? refuse(insufficientBalance) : compose(kind, asked, regime, state);
}

function compose(kind: AnswerKind, asked: ChatRequest, regime: Regime, state: SimulatorState): Verdict {
  const { rate, queue, faults, isShaped } = regime;
  const now = performance.now();
  const waitMs = rate.admit(now, rate.countsTokens ? readContext(asked, 0).scan.tokens : 0);
  if (waitMs > 0) return refuse(faults.rateLimitStatus === 429 ? rateLimitReached : nginxBusy, waitMs);
  if (faults.maxQueued !== null && queue.isFull && queue.waiting >= faults.maxQueued)
    return refuse(overloaded);
  const reply = composeReply(kind, asked, state, faults.promptTokensRead);
  rate.charge(now, reply.completionTokens);
  return { type: 'answer', reply: isShaped ? shapeAnswer(reply, faults, asked.includeUsage) : reply };
}

function refuse(error: ErrorReply, waitMs: number | null = null): Verdict {
  return { type: 'refuse', error, waitMs };
}

function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  return contentType !== undefined && /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(contentType);
}
