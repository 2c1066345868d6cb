import type { Observable, Observer } from 'rxjs';
import { type Link, Stage } from './Stage.js';
import { subscriberOf } from './subscriberOf.js';

/** Makes a subscription of `observer` to `source`, not yet started: directly where `source` is a stage of ours. */
export function linkTo<T>(source: Observable<T>, observer: Observer<T>): Link {
  return source instanceof Stage ? source.link(observer) : new Bridge(source, observer);
}

/** A subscription to somebody else's Observable. */
class Bridge<T> implements Link {
  readonly #source: Observable<T>;
  readonly #subscriber;

  constructor(source: Observable<T>, observer: Observer<T>) {
    this.#source = source;
    this.#subscriber = subscriberOf(observer);
  }

  start(): void {
    this.#source.subscribe(this.#subscriber);
  }

  unsubscribe(): void {
    this.#subscriber.unsubscribe();
  }
}
