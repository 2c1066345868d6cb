import { Observable, type Observer, type Subscriber, type Unsubscribable } from 'rxjs';

/**
 * One subscription, in two steps: it exists before it starts, so that it can be stopped while a synchronous source
 * is still in `start`. After its end, and after `unsubscribe`, it says nothing more and holds nothing.
 */
export interface Link extends Unsubscribable {
  start(): void;
}

/**
 * A cold call that the operators of ours subscribe to directly (`linkTo`), without a Subscriber of RxJS between each
 * two of them: a prompt passes ten, and they cost it a fifth of all. To everybody else it is an ordinary Observable.
 */
export abstract class Stage<T> extends Observable<T> {
  constructor() {
    super(subscribeTo);
  }

  /** Makes one subscription. `destination` must not throw, and ignores whatever comes after it has ended. */
  abstract link(destination: Observer<T>): Link;
}

/** One function for all stages: a closure for each would be made anew with every call. */
function subscribeTo<T>(this: Observable<T>, destination: Subscriber<T>): void {
  const link = (this as Stage<T>).link(destination);
  destination.add(link);
  if (!destination.closed) link.start();
}
