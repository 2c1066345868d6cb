/**
 * Whether somewhere so many wait for their turn that none need be read for now. Prompts that are read long before they
 * are asked grow old: the garbage collector copies each of them, and the processor has to fetch it from afar.
 */
export class Crowd {
  #crowds = 0;
  #waiting: (() => void) | undefined;

  get isThere(): boolean {
    return this.#crowds > 0;
  }

  /** One crowd more (1), or one that has become small (-1). */
  change(by: 1 | -1): void {
    this.#crowds += by;
    if (this.#crowds > 0) return;
    const wake = this.#waiting;
    this.#waiting = undefined;
    wake?.();
  }

  /** Calls back once none is there any more; returns how to forget the wish. */
  whenGone(callback: () => void): () => void {
    this.#waiting = callback;
    return () => {
      if (this.#waiting === callback) this.#waiting = undefined;
    };
  }
}
