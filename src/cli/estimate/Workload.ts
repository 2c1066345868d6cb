import { dearestPrice } from '../../engine/money/dearestPrice.js';
import type { PriceTable } from '../../engine/money/PriceTable.js';
import { Quoter } from '../../engine/money/Quoter.js';
import { SeenBefore } from '../../engine/SeenBefore.js';
import { promptHash } from '../../text/promptHash.js';
import { promptTokens } from '../../text/tokens/promptTokens.js';
import type { Params } from '../../types/Params.js';
import type { Prompt } from '../../types/Prompt.js';
import { thinks } from './thinks.js';

/** Calls that are alike as far as their price goes. */
export interface Load {
  readonly model: string;
  readonly thinking: boolean;
  /** The limit of an answer; `undefined`: the model's own. */
  readonly maxTokens: number | undefined;
  calls: number;
  /** As counted. */
  inputTokens: number;
}

/** What counts for all prompts of a run. */
export interface Terms {
  readonly model: string;
  readonly params: Params;
  readonly prices: PriceTable;
  /** Whether equal prompts are asked once. */
  readonly reuses: boolean;
  /** How long a call may take, in milliseconds. */
  readonly attemptMs: number;
}

/** Holds every hour of a price list. */
const WEEK_MS = 7 * 24 * 3_600_000;

/** Limits may differ from prompt to prompt; beyond so many kinds the rest is counted with the last. */
const MAX_LOADS = 1_000;

/** Adds up what prompts will ask of a provider, in memory that does not grow with their number. */
export class Workload {
  total = 0;
  bad = 0;
  repeated = 0;
  /** Sums of the worst that each call may cost, made at once, and at any hour of the week; `null`: one is unknown. */
  #nowUsd: number | null = 0;
  #everUsd: number | null = 0;
  readonly #loads = new Map<string, Load>();
  readonly #seen: SeenBefore | undefined;
  readonly #terms: Terms;
  readonly #quoter: Quoter;
  readonly #nowMs: number;

  constructor(terms: Terms, nowMs: number) {
    this.#terms = terms;
    this.#nowMs = nowMs;
    this.#quoter = new Quoter(terms.prices);
    if (terms.reuses) this.#seen = new SeenBefore();
  }

  get loads(): Iterable<Load> {
    return this.#loads.values();
  }

  /** True when the prompt will be a call of its own. */
  add(prompt: Prompt): boolean {
    this.total++;
    if (prompt.rejection !== undefined) {
      this.bad++;
      return false;
    }
    if (this.#seen?.add(promptHash(prompt))) {
      this.repeated++;
      return false;
    }
    const model = prompt.params?.model ?? this.#terms.model;
    const load = this.#loadOf(prompt, model);
    load.calls++;
    load.inputTokens += promptTokens(prompt, this.#terms.params, load.thinking);
    this.#addWorst(prompt, model);
    return true;
  }

  #loadOf(prompt: Prompt, model: string): Load {
    const { params } = this.#terms;
    const thinking = thinks(model, prompt.params, params);
    const limit = prompt.params?.max_tokens ?? params.max_tokens;
    const maxTokens = typeof limit === 'number' ? limit : undefined;
    const key = `${model}\n${thinking}\n${maxTokens}`;
    let load = this.#loads.get(key);
    if (load === undefined) {
      if (this.#loads.size >= MAX_LOADS) return [...this.#loads.values()].at(-1) as Load;
      load = { model, thinking, maxTokens, calls: 0, inputTokens: 0 };
      this.#loads.set(key, load);
    }
    return load;
  }

  /** The most that all calls cost when the last begins after so many milliseconds; `null` when one is unknown. */
  atMostUsd(lastMs: number): number | null {
    const { prices, attemptMs } = this.#terms;
    const soon = this.#nowMs + attemptMs;
    const staysAsNow = [...this.#loads.values()].every(({ model }) => {
      const at = this.#quoter.dearest(model, this.#nowMs, soon);
      const later = dearestPrice(model, this.#nowMs, soon + Math.min(lastMs, WEEK_MS), prices);
      return at === null || later === null || (later.miss <= at.miss && later.output <= at.output);
    });
    return staysAsNow ? this.#nowUsd : this.#everUsd;
  }

  #addWorst(prompt: Prompt, model: string): void {
    if (this.#nowUsd === null || this.#everUsd === null) return;
    const { params, attemptMs } = this.#terms;
    try {
      const quote = this.#quoter.quote(prompt, params, model);
      const now = quote.worstUsd(this.#nowMs, this.#nowMs + attemptMs);
      const ever = quote.worstUsd(this.#nowMs, this.#nowMs + WEEK_MS);
      this.#nowUsd = now === null ? null : this.#nowUsd + now;
      this.#everUsd = ever === null ? null : this.#everUsd + ever;
    } catch {
      // Nobody knows what it costs.
      this.#nowUsd = null;
    }
    if (this.#nowUsd === null) this.#everUsd = null;
  }
}
