import { type Observer, Subscriber } from 'rxjs';

/**
 * A Subscriber that exists before its `subscribe` call, so that it can be stopped while a synchronous source is
 * still in it. The one place that builds one: RxJS 7 marks the constructor as internal, RxJS 8 has `operate`.
 * `observer` must not throw; it is called without the guards that RxJS puts around users' callbacks.
 */
export function subscriberOf<T>(observer: Observer<T>): Subscriber<T> {
  return new Subscriber<T>(observer);
}
