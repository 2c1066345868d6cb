/** One word further. */
class Branch<T> {
  value: T | undefined;
  readonly next = new Map<string, Branch<T>>();
}

/**
 * A map by several strings. A key that joins them would be built and hashed at every look, which costs more than
 * what is looked up does. It keeps the first `max` values, since the strings come from servers and users.
 */
export class WordMap<T> {
  readonly #root = new Branch<T>();
  readonly #max: number;
  #size = 0;

  constructor(max = 1_000) {
    this.#max = max;
  }

  get(words: readonly string[]): T | undefined {
    let branch: Branch<T> | undefined = this.#root;
    for (let index = 0; index < words.length && branch !== undefined; index++) {
      branch = branch.next.get(words[index] as string);
    }
    return branch?.value;
  }

  set(words: readonly string[], value: T): void {
    if (this.#size >= this.#max) return;
    this.#size++;
    let branch = this.#root;
    for (const word of words) {
      let next = branch.next.get(word);
      if (next === undefined) {
        next = new Branch();
        branch.next.set(word, next);
      }
      branch = next;
    }
    branch.value = value;
  }
}
