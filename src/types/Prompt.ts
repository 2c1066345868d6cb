import type { ACCOUNT, Account } from './Account.js';
import type { Message } from './Message.js';
import type { Params } from './Params.js';

/** How many pieces of personal data of each kind were taken out. */
export type Redactions = Readonly<Record<string, number>>;

/** Why a row of the input could not become a question. */
export interface Rejection {
  readonly code: 'bad_input';
  /** Names the line, the field and the remedy. */
  readonly message: string;
}

/** One question on its way to a model. */
export interface Prompt {
  /** The caller's name for it; `line-<n>` when the input has none. */
  readonly id: string;
  /** Its position in the source, from 0. Blank lines take none. */
  readonly seq: number;
  /** Its place in a divided document, from 0. */
  readonly part?: number;
  /** Of a part: whether it is the last one. */
  readonly isLast?: boolean;
  /** Of a part: the prompt that was divided, where that was ever in memory. */
  readonly whole?: Prompt;
  readonly messages: readonly Message[];
  /** Parameters of this prompt alone; they win over the defaults of the route. */
  readonly params?: Params;
  /** The caller's unknown fields, passed through untouched. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** What `sanitize` took out, by kind. */
  readonly redactions?: Redactions;
  /** Set by a source when the row was bad: calling a route with it is a Failure, never a request. */
  readonly rejection?: Rejection;
  readonly [ACCOUNT]?: Account;
}
