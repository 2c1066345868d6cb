import { asyncScheduler, Observable, type Observer, type SchedulerLike } from 'rxjs';
import { stoppedError } from '../../src/errors/stoppedError.js';
import { Relay } from '../../src/stage/Relay.js';
import { Through } from '../../src/stage/Through.js';

/** Lets go of what has not been sent, from the first value of `until` on; what has been sent is waited for. */
export class Stopping {
  readonly #until: Observable<unknown>;
  readonly #scheduler: SchedulerLike;
  readonly #open = new Set<Question>();
  #isStopped = false;

  constructor(until: Observable<unknown>, scheduler: SchedulerLike = asyncScheduler) {
    this.#until = until;
    this.#scheduler = scheduler;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Listens to `until` as long as somebody listens to `outcomes`. */
  around<T>(outcomes: Observable<T>): Observable<T> {
    return new Observable((destination) => {
      destination.add(
        this.#until.subscribe({
          next: () => this.#stop(),
          error: (error) => destination.error(error),
        }),
      );
      if (!destination.closed) destination.add(outcomes.subscribe(destination));
    });
  }

  question(): Question {
    return new Question(this);
  }

  opened(question: Question): void {
    this.#open.add(question);
  }

  closed(question: Question): void {
    this.#open.delete(question);
  }

  /** An attempt has ended: whoever follows it at once, such as another route, may go on. */
  ended(question: Question): void {
    if (this.#isStopped && this.#open.has(question)) this.#scheduler.schedule(() => question.look());
  }

  #stop(): void {
    this.#isStopped = true;
    for (const question of [...this.#open]) question.look();
  }
}

/** One prompt on its way to an answer, with all its attempts. */
export class Question {
  readonly #stopping: Stopping;
  #sent = 0;
  #asked: { error(error: unknown): void } | undefined;

  constructor(stopping: Stopping) {
    this.#stopping = stopping;
  }

  /** Around all attempts: `stopped` in place of what was not sent. */
  around<T>(attempts: Observable<T>): Observable<T> {
    return new Through(attempts, Waiting<T>, this);
  }

  /** Around one request, inside all that it may have to wait for. */
  mark<T>(request: Observable<T>): Observable<T> {
    return new Through(request, Sent<T>, this);
  }

  /** False when nothing is asked any more. */
  open(asked: { error(error: unknown): void }): boolean {
    this.#asked = asked;
    if (this.#stopping.isStopped) this.look();
    else this.#stopping.opened(this);
    return !this.#stopping.isStopped;
  }

  close(): void {
    this.#asked = undefined;
    this.#stopping.closed(this);
  }

  began(): void {
    this.#sent++;
  }

  ended(): void {
    this.#sent--;
    this.#stopping.ended(this);
  }

  look(): void {
    if (this.#sent === 0) this.#asked?.error(stoppedError());
  }
}

/** All attempts of a question. */
class Waiting<T> extends Relay<T> {
  readonly #question: Question;

  constructor(calls: Observable<T>, destination: Observer<T>, question: Question) {
    super(calls, destination);
    this.#question = question;
  }

  override start(): void {
    if (this.#question.open(this)) this.connect();
  }

  next(value: T): void {
    if (!this.closed) this.destination.next(value);
  }

  protected override teardown(): void {
    this.#question.close();
  }
}

/** One request of it. */
class Sent<T> extends Relay<T> {
  readonly #question: Question;
  #began = false;

  constructor(calls: Observable<T>, destination: Observer<T>, question: Question) {
    super(calls, destination);
    this.#question = question;
  }

  override start(): void {
    this.#began = true;
    this.#question.began();
    this.connect();
  }

  next(value: T): void {
    if (!this.closed) this.destination.next(value);
  }

  protected override teardown(): void {
    if (this.#began) this.#question.ended();
  }
}
