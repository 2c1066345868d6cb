import type { Observable } from 'rxjs';
import type { SourceAccount } from './Account.js';
import type { Prompt } from './Prompt.js';

/** The key under which a pull-driven source offers to be opened on somebody else's account. */
export const OPEN: unique symbol = Symbol.for('rxprompt.open');

/** A source that reads no further than its account allows. */
export interface PullSource extends Observable<Prompt> {
  readonly [OPEN]: (account: SourceAccount) => Observable<Prompt>;
}
