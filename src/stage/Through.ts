import type { Observable, Observer } from 'rxjs';
import { type Link, Stage } from './Stage.js';

/** How an operator makes one of its subscriptions; see {@link Relay}. */
export type LinkType<I, O, A> = new (calls: Observable<I>, destination: Observer<O>, args: A) => Link;

/** `calls` behind an operator: each subscription is a `LinkOf`, which is given `args`. */
export class Through<I, O, A> extends Stage<O> {
  readonly #calls: Observable<I>;
  readonly #LinkOf: LinkType<I, O, A>;
  readonly #args: A;

  constructor(calls: Observable<I>, LinkOf: LinkType<I, O, A>, args: A) {
    super();
    this.#calls = calls;
    this.#LinkOf = LinkOf;
    this.#args = args;
  }

  link(destination: Observer<O>): Link {
    return new this.#LinkOf(this.#calls, destination, this.#args);
  }
}
