import type { ReadPlan } from './FaultPlan.js';
import type { Layer } from './Layer.js';

/** Lays the steps of a plan when their time has come, and takes them away again. */
export class PlanClock {
  readonly #plan: ReadPlan;
  readonly #lay: (layers: readonly Layer[]) => void;
  readonly #startedAt = performance.now();
  #holding: readonly Layer[] = [];
  #timer: NodeJS.Timeout | null = null;

  /** Lays what holds at the start, at once. */
  constructor(plan: ReadPlan, lay: (layers: readonly Layer[]) => void) {
    this.#plan = plan;
    this.#lay = lay;
    this.#turn();
  }

  get elapsedSeconds(): number {
    return (performance.now() - this.#startedAt) / 1_000;
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  readonly #turn = (): void => {
    const { steps, repeatMs } = this.#plan;
    // Half a millisecond early is in time: timers are whole milliseconds.
    const now = performance.now() - this.#startedAt + 0.5;
    const at = repeatMs === Number.POSITIVE_INFINITY ? now : now % repeatMs;
    const holding = steps.filter(({ fromMs, toMs }) => fromMs <= at && at < toMs).map(({ layer }) => layer);
    const isSame =
      holding.length === this.#holding.length && holding.every((layer) => this.#holding.includes(layer));
    if (!isSame) {
      // A step that begins, begins its `next` from the front.
      for (const layer of holding)
        if (!this.#holding.includes(layer)) layer.script = [...(layer.faults.next ?? [])];
      this.#holding = holding;
      this.#lay(holding);
    }

    const edges = steps.flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
    const next = Math.min(repeatMs, ...edges.filter((edge) => edge > at));
    if (next === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(this.#turn, Math.min(Math.ceil(next - at), 2_147_483_647)).unref();
  };
}
