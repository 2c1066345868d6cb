import type { ObservableInput } from 'rxjs';

/** The key under which a prompt, and what becomes of it, carries the account of its source. */
export const ACCOUNT: unique symbol = Symbol.for('rxprompt.account');

/**
 * A source's account of the prompts that are still in somebody's hands.
 *
 * Whoever keeps a value past its own `next` (a queue, a timer, a write) holds it and releases it afterwards.
 * Without a `run`, the source waits while too much is held. In a `run`, a prompt counts from the source to the
 * last sink whatever stands between, and the holds only tell a slow pipeline from one that lost a prompt.
 */
export interface Account {
  hold(value: unknown): void;
  release(value: unknown): void;
  /** So many wait for their turn that none need be read for now (1), or no longer so many (-1). */
  crowd?(change: 1 | -1): void;
  /** In a `run`: `value` leaves the stream on purpose and will have no row, or `restored`: has it already,
   * `stopped`: was not asked. */
  drop?(value: unknown, why?: 'restored' | 'stopped'): void;
  /**
   * In a `run`: whether a prompt, or any part of it, or that part, is still on its way; what was dropped, or has come out,
   * is not.
   */
  awaits?(seq: number, part?: number): boolean;
  /** In a `run`: `value` goes on as these parts of it, each of which comes out by itself. */
  fork?(value: unknown, parts: readonly unknown[]): void;
  /** In a `run`: `value`, a part, has become part of what will be the one row of its document. */
  join?(value: unknown): void;
  /** In a `run`: makes sure that the call for `value` ends in exactly one value, whatever it does. */
  enclose?<R>(value: unknown, call: () => ObservableInput<R>): ObservableInput<R>;
}

/** What an account must know of a prompt. */
interface Numbered {
  readonly seq: number;
  readonly part?: number;
}

/** The account as its source sees it. */
export interface SourceAccount extends Account {
  /** False while the window is full: the source must wait. */
  readonly hasRoom: boolean;
  /** The source is about to hand out `prompt`, which it made from so many bytes of input. */
  take(prompt: Numbered, bytes: number): void;
  /** The `next` that handed out `prompt` has returned. */
  passed(prompt: Numbered): void;
  /** Calls back once there is room again; returns how to forget the wish. */
  whenRoom(callback: () => void): () => void;
  /** True while many wait for their turn: a source that could go on at once leaves it for later. */
  readonly crowded: boolean;
  /** Calls back once it is no longer crowded; returns how to forget the wish. */
  whenUncrowded(callback: () => void): () => void;
}

/** The account that `value` travels on, if any. */
export function accountOf(value: unknown): Account | undefined {
  return typeof value === 'object' && value !== null
    ? (value as { readonly [ACCOUNT]?: Account })[ACCOUNT]
    : undefined;
}
