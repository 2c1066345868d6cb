import type { Observable, Observer } from 'rxjs';
import { streamCut } from '../engine/streamCut.js';
import { Relay } from '../stage/Relay.js';
import type { Delta, Reply } from '../types/Reply.js';

/** Told how the call of a turn went. */
export interface TurnObserver {
  /** The answer has come whole. */
  answered(reply: Reply): void;
  /** Nothing more comes; called once or more, before anybody else hears of it. */
  over(): void;
}

/** One subscription to the answer of a turn: folds it in before its `end` goes on, so that the next turn may follow on that. */
export class TurnCall extends Relay<Delta> {
  readonly #turn: TurnObserver;
  #answered = false;

  constructor(calls: Observable<Delta>, destination: Observer<Delta>, turn: TurnObserver) {
    super(calls, destination);
    this.#turn = turn;
  }

  next(delta: Delta): void {
    if (this.closed || this.#answered) return;
    if (delta.type === 'end') {
      this.#answered = true;
      this.#turn.answered(delta.reply);
      this.#turn.over();
    }
    this.destination.next(delta);
  }

  override error(error: unknown): void {
    this.#turn.over();
    super.error(error);
  }

  override complete(): void {
    if (this.#answered || this.closed) super.complete();
    else this.error(streamCut());
  }

  protected override teardown(): void {
    this.#turn.over();
  }
}
