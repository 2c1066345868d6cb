import type { Observable, Observer } from 'rxjs';
import { linkTo } from './linkTo.js';
import type { Link } from './Stage.js';

/**
 * One subscription of an operator that stands on a call: takes what the call says and passes it on. A subclass
 * overrides what it treats in another way; it is a class, because a method costs V8 a fifth of a closure that each
 * call makes anew.
 */
export abstract class Relay<I, O = I> implements Observer<I>, Link {
  // Declared and assigned, not defined: to V8 a field that is defined in a class with many subclasses is a slow one.
  declare protected readonly destination: Observer<O>;
  declare private readonly calls: Observable<I>;
  /** True once it has ended or was unsubscribed: nothing may be passed on then. */
  declare protected closed: boolean;
  declare private upstream: Link | undefined;
  declare private released: boolean;

  constructor(calls: Observable<I>, destination: Observer<O>) {
    this.calls = calls;
    this.destination = destination;
    this.closed = false;
    this.upstream = undefined;
    this.released = false;
  }

  start(): void {
    this.connect();
  }

  abstract next(value: I): void;

  error(error: unknown): void {
    if (this.closed) return;
    this.closed = true;
    this.destination.error(error);
    this.release();
  }

  complete(): void {
    if (this.closed) return;
    this.closed = true;
    this.destination.complete();
    this.release();
  }

  unsubscribe(): void {
    this.closed = true;
    this.release();
  }

  /** Subscribes to the call, or to another in its place; again, when it has been let go of. */
  protected connect(calls: Observable<I> = this.calls): void {
    const upstream = linkTo(calls, this);
    this.upstream = upstream;
    upstream.start();
  }

  /** Lets go of the call now, and not after the end has been passed on: its permit and its socket go back. */
  protected disconnect(): void {
    const upstream = this.upstream;
    this.upstream = undefined;
    upstream?.unsubscribe();
  }

  /** Runs once, after the call has been let go of. */
  protected teardown(): void {}

  private release(): void {
    if (this.released) return;
    this.released = true;
    this.disconnect();
    this.teardown();
  }
}
