interface Due {
  readonly at: number;
  readonly order: number;
  run(): void;
}

/** What is due in virtual time, the earliest first: a binary heap. */
export class Agenda {
  private readonly heap: Due[] = [];
  private order = 0;

  add(at: number, run: () => void): void {
    const { heap } = this;
    const due = { at, order: this.order++, run };
    let place = heap.length;
    for (let up = (place - 1) >> 1; place > 0 && isBefore(due, heap[up] as Due); up = (place - 1) >> 1) {
      heap[place] = heap[up] as Due;
      place = up;
    }
    heap[place] = due;
  }

  next(): Due | undefined {
    const { heap } = this;
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let down = 2 * place + 1;
      if (down >= heap.length) break;
      if (down + 1 < heap.length && isBefore(heap[down + 1] as Due, heap[down] as Due)) down++;
      if (!isBefore(heap[down] as Due, last)) break;
      heap[place] = heap[down] as Due;
      place = down;
    }
    heap[place] = last;
    return first;
  }
}

function isBefore(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
