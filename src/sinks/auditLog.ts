import { type MonoTypeOperatorFunction, tap } from 'rxjs';
import { createRedactor, type Redactor } from '../text/createRedactor.js';
import { DEFAULT_REDACTION_KINDS } from '../text/redactionKinds.js';
import type { Message } from '../types/Message.js';
import type { Outcome } from '../types/Outcome.js';
import { sinkError } from './sinkError.js';

/** What the audit log needs of a logger; those of pino have it, and `createAuditLogger` makes one. */
export interface AuditLogger {
  info(entry: object): void;
  flush?(): void;
}

/** Options of {@link auditLog}. */
export interface AuditLogOptions {
  /**
   * Fields of `prompt.input` that stand in the log as `metadata`, such as a user id and a source. They are logged
   * as they are. Default none.
   */
  readonly metadata?: readonly string[];
}

/**
 * At the end of a pipe: one entry for each outcome, then the outcome itself. An entry has the id, the first 50
 * characters of the question, the length of the answer, route, model, attempts, usage, cost, cache tier and the
 * code of an error; never an answer, a key or the message of an error. Personal data of the default kinds is taken
 * out of question and id, also where no `sanitize` stands above.
 *
 * Holds:   nothing; the logger may, and is flushed at the end.
 * Errors:  `SinkError` when the logger throws.
 * Cancels: unsubscribing flushes the logger.
 */
export function auditLog<T extends Outcome>(
  logger: AuditLogger,
  { metadata }: AuditLogOptions = {},
): MonoTypeOperatorFunction<T> {
  const redact = createRedactor(DEFAULT_REDACTION_KINDS);
  const attempt = (action: () => void) => {
    try {
      action();
    } catch (error) {
      throw sinkError('the audit log', error);
    }
  };
  const flush = () => attempt(() => logger.flush?.());
  return tap<T>({
    next: (outcome) => attempt(() => logger.info(entryOf(outcome, redact, metadata))),
    error: flush,
    complete: flush,
    unsubscribe: () => {
      try {
        logger.flush?.();
      } catch {
        // The subscriber has gone: nobody is left to be told.
      }
    },
  });
}

const PREVIEW_CHARACTERS = 50;

/** Read for personal data, so that none is cut in two at the end of the preview and passes for something else. */
const READ_CHARACTERS = 200;

/** An id without any of these holds no personal data: most are let through by one look. */
const WORTH_READING = /[@+]|(?:\d\D?){7}|[\w-]{20}/;

/** One shape for answers and failures, so that whoever reads the log finds the same fields everywhere. */
function entryOf(outcome: Outcome, redact: Redactor, metadata: readonly string[] | undefined): object {
  const { prompt } = outcome;
  const answer = outcome.status === 'ok' ? outcome : undefined;
  const usage = answer?.usage;
  return {
    id: WORTH_READING.test(outcome.id) ? redact(outcome.id, {}) : outcome.id,
    seq: outcome.seq,
    part: prompt.part,
    prompt: previewOf(prompt.messages, redact),
    answer_length: answer === undefined ? null : answer.text.length,
    route: answer === undefined ? null : answer.route,
    model: answer === undefined ? null : answer.model,
    attempts: outcome.attempts,
    usage: usage
      ? {
          prompt_tokens: usage.promptTokens,
          prompt_cache_hit_tokens: usage.promptCacheHitTokens,
          prompt_cache_miss_tokens: usage.promptCacheMissTokens,
          completion_tokens: usage.completionTokens,
          reasoning_tokens: usage.reasoningTokens,
        }
      : null,
    cost_usd: answer === undefined ? null : answer.costUsd,
    cached: answer === undefined ? null : answer.cached,
    error_code: outcome.status === 'error' ? outcome.error.code : null,
    metadata: metadata === undefined ? undefined : metadataOf(prompt.input, metadata),
  };
}

function previewOf(messages: readonly Message[], redact: Redactor): string {
  const content = messages.findLast(({ role }) => role === 'user')?.content;
  if (content == null) return '';
  const whole = typeof content === 'string' ? content : content.map((part) => part.text ?? '').join(' ');
  const text = redact(whole.slice(0, READ_CHARACTERS), {});
  if (text.length <= PREVIEW_CHARACTERS) return text;
  const last = text.charCodeAt(PREVIEW_CHARACTERS - 1);
  // A pair of surrogates is one character: half of it would be none.
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? PREVIEW_CHARACTERS - 1 : PREVIEW_CHARACTERS);
}

function metadataOf(
  input: Readonly<Record<string, unknown>> | undefined,
  names: readonly string[],
): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of names) {
    if (input !== undefined && Object.hasOwn(input, name)) found[name] = input[name];
  }
  return found;
}
