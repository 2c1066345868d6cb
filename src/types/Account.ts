import type { ObservableInput } from 'rxjs';

/** The key under which a prompt, and what becomes of it, carries the account of its source. */
export const ACCOUNT: unique symbol = Symbol.for('rxprompt.account');

/** The key under which a pull-driven source offers to be opened on somebody else's account. */
export const OPEN: unique symbol = Symbol.for('rxprompt.open');

/**
 * A source's account of the prompts that are still in somebody's hands.
 *
 * Without a `run`, whoever keeps a value past its own `next` (a queue, a timer, a write) holds it and releases
 * it afterwards: the source waits while too much is held. In a `run`, a prompt counts from the source to the
 * last sink whatever stands between, so both calls do nothing there.
 */
export interface Account {
  hold(value: unknown): void;
  release(value: unknown): void;
  /** In a `run`: makes sure that the call for `value` ends in exactly one value, whatever it does. */
  enclose?<R>(value: unknown, call: () => ObservableInput<R>): ObservableInput<R>;
}

/** The account that `value` travels on, if any. */
export function accountOf(value: unknown): Account | undefined {
  return typeof value === 'object' && value !== null
    ? (value as { readonly [ACCOUNT]?: Account })[ACCOUNT]
    : undefined;
}
