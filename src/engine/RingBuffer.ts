/** A queue whose `push` and `shift` take the same time however long it is; an array's `shift` moves every item. */
export class RingBuffer<T> {
  #items: (T | undefined)[] = new Array(16);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: T): void {
    if (this.#length === this.#items.length) this.#grow();
    this.#items[(this.#head + this.#length) & (this.#items.length - 1)] = item;
    this.#length++;
  }

  /** Takes the oldest item; `undefined` when there is none. */
  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#items[this.#head];
    // Let go of it, or a long-lived queue would keep what has left it.
    this.#items[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    this.#length--;
    return item;
  }

  /** The oldest item, which stays. */
  peek(): T | undefined {
    return this.at(0);
  }

  /** The item so many places behind the oldest. */
  at(index: number): T | undefined {
    return index < this.#length ? this.#items[(this.#head + index) & (this.#items.length - 1)] : undefined;
  }

  #grow(): void {
    const { length } = this.#items;
    const grown = new Array<T | undefined>(length * 2);
    for (let index = 0; index < length; index++) {
      grown[index] = this.#items[(this.#head + index) & (length - 1)];
    }
    this.#items = grown;
    this.#head = 0;
  }
}
