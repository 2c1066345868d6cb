import { Observable, type OperatorFunction, Subject, type Subscriber } from 'rxjs';
import { failureOf } from '../../engine/failureOf.js';
import { RingBuffer } from '../../engine/RingBuffer.js';
import { stoppedError } from '../../errors/stoppedError.js';
import type { Outcome } from '../../types/Outcome.js';
import type { Prompt } from '../../types/Prompt.js';

/** How much may be asked, and until when. */
export interface GateOptions {
  /** So many prompts are in the hands of `ask` at most. */
  readonly room: () => number;
  /** From its first value on nothing more is asked: what waits, and what comes, is a Failure. */
  readonly stop: Observable<unknown>;
}

/**
 * On the stream: lets `ask` have no more prompts than it can work on, so that a stop leaves the others unasked: most of a
 * document may be waiting here.
 */
export function gate(
  { room, stop }: GateOptions,
  ask: OperatorFunction<Prompt, Outcome>,
): OperatorFunction<Prompt, Outcome> {
  return (prompts) =>
    new Observable((destination) => {
      const waiting = new Waiting(destination, room);
      destination.add(
        waiting.let.pipe(ask).subscribe({
          next: (outcome) => waiting.answered(outcome),
          error: (error) => destination.error(error),
          complete: () => destination.complete(),
        }),
      );
      destination.add(stop.subscribe(() => waiting.stop()));
      destination.add(
        prompts.subscribe({
          next: (prompt) => waiting.push(prompt),
          error: (error) => destination.error(error),
          complete: () => waiting.end(),
        }),
      );
    });
}

/** One subscription. */
class Waiting {
  readonly let = new Subject<Prompt>();
  readonly #destination: Subscriber<Outcome>;
  readonly #room: () => number;
  readonly #prompts = new RingBuffer<Prompt>();
  #asked = 0;
  #isStopped = false;
  #isOver = false;
  #isLetting = false;

  constructor(destination: Subscriber<Outcome>, room: () => number) {
    this.#destination = destination;
    this.#room = room;
  }

  push(prompt: Prompt): void {
    this.#prompts.push(prompt);
    this.#goOn();
  }

  answered(outcome: Outcome): void {
    this.#asked--;
    this.#destination.next(outcome);
    this.#goOn();
  }

  stop(): void {
    this.#isStopped = true;
    this.#goOn();
  }

  end(): void {
    this.#isOver = true;
    this.#goOn();
  }

  // One loop, whatever is answered at once: the stack stays flat.
  #goOn(): void {
    if (this.#isLetting) return;
    this.#isLetting = true;
    while (this.#prompts.length > 0 && (this.#isStopped || this.#asked < Math.max(1, this.#room()))) {
      const prompt = this.#prompts.shift() as Prompt;
      if (this.#isStopped) this.#destination.next(unasked(prompt));
      else {
        this.#asked++;
        this.let.next(prompt);
      }
    }
    this.#isLetting = false;
    if (this.#isOver && this.#prompts.length === 0) this.let.complete();
  }
}

function unasked(prompt: Prompt): Outcome {
  return failureOf(prompt, stoppedError());
}
