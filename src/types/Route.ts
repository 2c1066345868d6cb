import type { Observable } from 'rxjs';
import type { Circuit } from './Circuit.js';
import type { Limiter } from './Limiter.js';
import type { Prompt } from './Prompt.js';
import type { Quote } from './Purse.js';
import type { Delta, Reply } from './Reply.js';

/** One endpoint. Its Observables are cold: one HTTP request for each subscription, aborted by unsubscribing. */
export interface Route {
  /** Stable and short; a label of metrics and rows. Never holds a key. */
  readonly name: string;
  /** Lower is tried first. Default 0. */
  readonly priority?: number;
  /** Its share among routes of the same priority, when that is to be fixed. Default: the better ones get more. */
  readonly weight?: number;
  /** The limits of this endpoint alone. */
  readonly limiter?: Limiter;
  /** Keeps calls from it while it fails. */
  readonly circuit?: Circuit;
  /** What a call of `prompt` may cost; throws when nobody knows. A route without it cannot be used under a budget. */
  quote?(prompt: Prompt): Quote;
  /** The whole answer, as one value. */
  call(prompt: Prompt): Observable<Reply>;
  /** The answer as it comes; the last value is `end`. */
  stream(prompt: Prompt): Observable<Delta>;
}
