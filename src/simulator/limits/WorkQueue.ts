/** A place in a {@link WorkQueue}: waiting, or at work. */
export interface QueuePlace {
  /** Called once, at once or later, when the work may begin. */
  readonly begin: () => void;
}

/** First come, first served, by so many at once. */
export class WorkQueue {
  #slots = Number.POSITIVE_INFINITY;
  readonly #waiting = new Set<QueuePlace>();
  readonly #working = new Set<QueuePlace>();

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Whether one that came now would have to wait. */
  get isFull(): boolean {
    return this.#working.size >= this.#slots || this.#waiting.size > 0;
  }

  /** Null: no bound. */
  setSlots(slots: number | null): void {
    this.#slots = slots ?? Number.POSITIVE_INFINITY;
    this.#advance();
  }

  enter(place: QueuePlace): void {
    this.#waiting.add(place);
    this.#advance();
  }

  /** The work is done, or given up. */
  leave(place: QueuePlace): void {
    this.#waiting.delete(place);
    if (this.#working.delete(place)) this.#advance();
  }

  #advance(): void {
    for (const place of this.#waiting) {
      if (this.#working.size >= this.#slots) return;
      this.#waiting.delete(place);
      this.#working.add(place);
      place.begin();
    }
  }
}
