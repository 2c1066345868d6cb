/** Answers that one call makes a single answer of. */
export interface Group<T> {
  /** 1 for answers to parts, 2 for answers to those, and so on. */
  readonly level: number;
  /** Its place among those of its level. */
  readonly index: number;
  readonly items: readonly T[];
  /** Whether its answer is that of the document. */
  readonly isFinal: boolean;
}

/** Options of {@link ReductionTree}. */
export interface TreeOptions<T> {
  /** How much of a call an answer takes. */
  readonly sizeOf: (item: T) => number;
  /** How much goes into one call; two answers do anyway. */
  readonly maxSize: number;
}

/**
 * Groups answers that come in any order, by the order of their parts: what a call takes is filled up, its answer stands in
 * for it one level higher, and so on until one is left. Which answers stand together hangs on nothing but their texts, so
 * a run that is resumed asks the same again. Holds one group for each level, and what came too early.
 */
export class ReductionTree<T> {
  /** The answer of the whole, once it is there. */
  result: T | undefined;
  /** True once there is a result, or nothing to make one of. */
  isDone = false;
  readonly #options: TreeOptions<T>;
  readonly #levels: Level<T>[] = [new Level()];
  readonly #groups: Group<T>[] = [];

  constructor(options: TreeOptions<T>) {
    this.#options = options;
  }

  /** So many parts, from the first on, have been taken in and need not be waited for. */
  get taken(): number {
    return (this.#levels[0] as Level<T>).next;
  }

  /** The answer at `index` of a level, 0 for parts; `undefined` for one that will never come. */
  add(level: number, index: number, item: T | undefined): void {
    const here = this.#level(level);
    here.early.set(index, item);
    while (here.early.has(here.next)) {
      const next = here.early.get(here.next);
      here.early.delete(here.next++);
      if (next !== undefined) this.#take(level, next);
    }
    this.#close(level);
  }

  /** There are so many parts, and no more. */
  end(parts: number): void {
    this.#level(0).end = parts;
    this.#close(0);
  }

  /** The answer of the group that is the last one. */
  finish(item: T): void {
    this.result = item;
    this.isDone = true;
  }

  /** The next group to ask about; `undefined` when there is none (yet). */
  shift(): Group<T> | undefined {
    return this.#groups.shift();
  }

  #take(level: number, item: T): void {
    const here = this.#level(level);
    const size = this.#options.sizeOf(item);
    // Of fewer than two nothing would come of it.
    if (here.items.length >= 2 && here.size + size > this.#options.maxSize) this.#flush(level, false);
    here.items.push(item);
    here.size += size;
  }

  #flush(level: number, isFinal: boolean): void {
    const here = this.#level(level);
    this.#groups.push({ level: level + 1, index: here.made++, items: here.items, isFinal });
    here.items = [];
    here.size = 0;
  }

  /** What is left at a level when nothing more comes to it. */
  #close(level: number): void {
    const here = this.#level(level);
    if (here.end === undefined || here.next < here.end) return;
    const { items } = here;
    if (here.made === 0 && items.length > 1) this.#flush(level, true);
    else if (here.made === 0) {
      this.result = items[0];
      this.isDone = true;
    } else if (items.length === 1) {
      this.#level(level + 1).end = here.made + 1;
      this.add(level + 1, here.made, items[0]);
    } else {
      this.#flush(level, false);
      // Its answer is still to come, and closes that level.
      this.#level(level + 1).end = here.made;
    }
  }

  #level(level: number): Level<T> {
    this.#levels[level] ??= new Level();
    return this.#levels[level];
  }
}

class Level<T> {
  readonly early = new Map<number, T | undefined>();
  /** The index that is taken in next. */
  next = 0;
  /** How many there are, once that is known. */
  end: number | undefined;
  /** The group that is being filled. */
  items: T[] = [];
  size = 0;
  /** Groups made of it so far. */
  made = 0;
}
