import type { Place, Waiter } from '../../types/Limiter.js';

/** A place in a {@link WaiterLine}. */
export class LinePlace implements Place {
  readonly waiter: Waiter;
  previous: LinePlace | undefined;
  next: LinePlace | undefined = undefined;
  waits = true;

  constructor(waiter: Waiter, previous: LinePlace | undefined) {
    this.waiter = waiter;
    this.previous = previous;
  }
}

/** Who waits, in the order of coming: a linked list, so that any of them may leave at no cost. */
export class WaiterLine {
  first: LinePlace | undefined;
  length = 0;
  #last: LinePlace | undefined;

  add(waiter: Waiter): LinePlace {
    const place = new LinePlace(waiter, this.#last);
    if (this.#last === undefined) this.first = place;
    else this.#last.next = place;
    this.#last = place;
    this.length++;
    return place;
  }

  remove(place: LinePlace): void {
    if (place.previous === undefined) this.first = place.next;
    else place.previous.next = place.next;
    if (place.next === undefined) this.#last = place.previous;
    else place.next.previous = place.previous;
    // A place that has grown old must not keep all that came after it alive until the next full collection.
    place.previous = undefined;
    place.next = undefined;
    place.waits = false;
    this.length--;
  }
}
