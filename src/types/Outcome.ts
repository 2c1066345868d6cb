import type { ACCOUNT, Account } from './Account.js';
import type { Prompt } from './Prompt.js';
import type { Reply } from './Reply.js';

/** An answer that knows its prompt. */
export interface Answer extends Reply {
  readonly status: 'ok';
  readonly seq: number;
  readonly id: string;
  readonly prompt: Prompt;
  /** Of a document that was divided: `mapReduce`. */
  readonly reduction?: Reduction;
  readonly [ACCOUNT]?: Account;
}

/** What went wrong, as data. */
export interface FailureDetail {
  /** Stable, for programs: `rate_limited`, `timeout`, `bad_input` ... */
  readonly code: string;
  /** For people: what happened and what to do. */
  readonly message: string;
  readonly retryable: boolean;
  readonly httpStatus: number | null;
  /** The server's words, cut to 2,000 characters. */
  readonly body: string | null;
}

/** An error as a value: one bad row never ends a run. */
export interface Failure {
  readonly status: 'error';
  readonly seq: number;
  readonly id: string;
  readonly prompt: Prompt;
  readonly error: FailureDetail;
  /** HTTP requests made before giving up. */
  readonly attempts: number;
  /** Of a document that was divided: `mapReduce`. */
  readonly reduction?: Reduction;
  readonly [ACCOUNT]?: Account;
}

/** A part of a document that was not answered. */
export interface FailedPart {
  readonly part: number;
  readonly error: FailureDetail;
}

/** How the one answer to a divided document came about. */
export interface Reduction {
  readonly parts: number;
  /** Prompts that were asked: one for each part, and those that made one answer of several. */
  readonly prompts: number;
  /** What the answer does not rest on. */
  readonly failed: readonly FailedPart[];
}

/** What becomes of a prompt. */
export type Outcome = Answer | Failure;

/** Tells an {@link Outcome} from anything else that may travel on the stream. */
export function isOutcome(value: unknown): value is Outcome {
  if (typeof value !== 'object' || value === null) return false;
  const { status } = value as { readonly status?: unknown };
  return status === 'ok' || status === 'error';
}
