import { CallError } from '../errors/CallError.js';
import { type ServerMessage, serverMessage } from './serverMessage.js';

/** What the answer said besides its body. */
export interface StatusErrorOptions {
  readonly retryAfterMs?: number | null;
}

/** How a status is to be taken. */
interface StatusClass {
  readonly code: string;
  readonly retryable?: boolean;
  readonly failover?: boolean;
  readonly account?: boolean;
  /** What to do about it. */
  readonly hint?: string;
}

const classes: Readonly<Record<number, StatusClass>> = {
  400: { code: 'bad_request', hint: 'check the messages and the parameters' },
  401: { code: 'unauthorized', account: true, failover: true, hint: 'check the API key' },
  402: { code: 'insufficient_balance', account: true, failover: true, hint: 'top up the account' },
  403: { code: 'forbidden', failover: true, hint: 'the key may not use this model or come from this place' },
  404: { code: 'not_found', failover: true, hint: 'check the base URL and the model' },
  405: { code: 'not_found', failover: true, hint: 'check the base URL' },
  408: { code: 'timeout', retryable: true },
  409: { code: 'conflict', retryable: true },
  410: { code: 'not_found', failover: true, hint: 'check the base URL and the model' },
  413: { code: 'request_too_large', hint: 'shorten the prompt, or divide it' },
  415: { code: 'unsupported_media_type', hint: 'check the base URL' },
  422: { code: 'invalid_parameters', hint: 'check the messages and the parameters' },
  425: { code: 'too_early', retryable: true },
  429: { code: 'rate_limited', retryable: true, hint: 'lower the concurrency or the rate' },
  // nginx: the client went away. We did not, so something between us did.
  499: { code: 'server_error', retryable: true },
  503: { code: 'overloaded', retryable: true },
  529: { code: 'overloaded', retryable: true },
};
const redirect: StatusClass = { code: 'redirected', failover: true, hint: 'set the base URL to its target' };
const otherClientError: StatusClass = { code: 'bad_request' };
const serverError: StatusClass = { code: 'server_error', retryable: true };
const noQuota: StatusClass = {
  code: 'insufficient_quota',
  account: true,
  failover: true,
  hint: 'check the plan and the billing of the account',
};

const noModel: StatusClass = { code: 'model_not_found', failover: true, hint: 'check the name of the model' };

/** The one place where an HTTP status that is no success becomes a `CallError`. `body` holds no key any more. */
export function statusError(
  status: number,
  body: string,
  { retryAfterMs = null }: StatusErrorOptions = {},
): CallError {
  const message = serverMessage(body);
  return errorOf(status, `HTTP ${status}`, message, body, { retryAfterMs, unbilled: isRefusal(status) });
}

/** An error that came within a success, in an answer or in the middle of a stream. */
export function inBandError(message: ServerMessage, body: string): CallError {
  const status = Number(message.code);
  const known = status >= 400 && status < 600 ? status : statusOfWords(`${message.type} ${message.code}`);
  return errorOf(known, 'the server reports an error in its answer', message, body, {});
}

/**
 * True for a status that says no before any work was done. Of the others nobody knows: a gateway that waited in vain
 * (408, 499, 500, 502, 504) may have been waiting for an answer that was written, and billed.
 */
function isRefusal(status: number): boolean {
  if (status >= 500) return status === 503 || status === 529;
  return status !== 408 && status !== 499;
}

function errorOf(
  status: number,
  what: string,
  message: ServerMessage,
  body: string,
  { retryAfterMs = null, unbilled = false }: StatusErrorOptions & { readonly unbilled?: boolean },
): CallError {
  const { code, retryable = false, failover, account = false, hint } = classOf(status, message, retryAfterMs);
  const said = message.text === '' ? what : `${what}: ${message.text}`;
  return new CallError(hint === undefined ? said : `${said} (${hint})`, {
    code,
    retryable,
    failover: failover ?? retryable,
    account,
    httpStatus: status,
    body,
    retryAfterMs,
    unbilled,
  });
}

function classOf(status: number, message: ServerMessage, retryAfterMs: number | null): StatusClass {
  if (status === 429 && saysQuotaIsUsedUp(message, retryAfterMs)) return noQuota;
  if ((status === 400 || status === 404) && saysModelIsUnknown(message)) return noModel;
  const known = classes[status];
  if (known !== undefined) return known;
  if (status >= 500) return serverError;
  return status < 400 ? redirect : otherClientError;
}

/** OpenAI's 429 for an empty account. Others speak of quotas too when they only mean this minute's. */
function saysQuotaIsUsedUp({ text, type, code }: ServerMessage, retryAfterMs: number | null): boolean {
  if (code === 'insufficient_quota' || type === 'insufficient_quota') return true;
  if (retryAfterMs !== null || /per (second|minute|hour|day)|retry in|resource_exhausted/i.test(text)) {
    return false;
  }
  return /insufficient.quota|exceeded your current quota|quota (is )?(exhausted|used up)|billing.{0,12} limit/i.test(
    text,
  );
}

/** Status and words differ from server to server: DeepSeek says 400, OpenAI and vLLM say 404. */
function saysModelIsUnknown({ text, type, code }: ServerMessage): boolean {
  if (/model_not_(found|available)/.test(`${type} ${code}`)) return true;
  return /\bmodel\b.{0,120}?(not exist|not found|is not available)|is not a valid model\b|(invalid|unknown) model\b|supported api model names/i.test(
    text,
  );
}

function statusOfWords(words: string): number {
  if (words.includes('insufficient_quota')) return 429;
  if (words.includes('rate_limit')) return 429;
  if (words.includes('overloaded') || words.includes('unavailable')) return 503;
  if (words.includes('authentication')) return 401;
  if (words.includes('invalid_request')) return 400;
  return 500;
}
