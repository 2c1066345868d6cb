/** Where nothing is known of a limit it grows by this share of itself each second, */
const FAST = 1;
/** and from a few by more, which is few calls all the same: [below so many, share]. */
const FROM_FEW = [
  [20, 2.2],
  [100, 1.2],
] as const;
/** Where a refusal takes long to be heard it grows by less: so much of it until then. */
const UNHEARD = 0.05;
const SLOWEST = 0.2;
/** After a measured limit: calls a second at first, and times faster each second. */
const FIRST = 1;
const TIMES = 3;
/** So far beyond it (a share, and calls) it has moved, and nothing is known any more. */
const BEYOND = 1.03;
const CALLS_BEYOND = 2;

/** How fast a limit grows: fast where nothing is known of it, with care past one that was measured. */
export class Growth {
  /** `undefined` where nothing is known. */
  #speed: number | undefined;
  #moved = 0;

  /** The limit is `level`. */
  measured(level: number): void {
    this.#speed = FIRST;
    this.#moved = BEYOND * level + CALLS_BEYOND;
  }

  /** Whether such a limit is near the one that was measured last. */
  isCareful(level: number): boolean {
    return this.#speed !== undefined && level < this.#moved;
  }

  /** @param heardMs What a refusal takes; `undefined` before the first. */
  speedAt(level: number, heardMs: number | undefined): number {
    if (this.#speed !== undefined && level < this.#moved) return this.#speed;
    for (const [few, share] of FROM_FEW) {
      if (level < few) return share * level;
    }
    const share = heardMs === undefined ? FAST : Math.max(SLOWEST, (1_000 * UNHEARD) / Math.max(1, heardMs));
    return Math.min(FAST, share) * level;
  }

  /** It has grown for so long. */
  grew(seconds: number): void {
    if (this.#speed !== undefined) this.#speed *= TIMES ** seconds;
  }
}
