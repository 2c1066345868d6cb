import { LogHistogram } from '../../telemetry/LogHistogram.js';
import { Purchases, quantilesOf } from './Purchases.js';
import type { Bought, FailureKind, Report } from './Report.js';
import type { ReportRow } from './ReportRow.js';

/** So many names are told apart; those beyond are one, `other`, so that no file of rows fills the memory. */
const MOST_NAMES = 100;

/** Adds up rows; what it holds does not grow with them. */
export class RowTally {
  badLines = 0;
  #ok = 0;
  #failed = 0;
  #reused = 0;
  #altered = 0;
  #attempts = 0;
  readonly #failures = new Map<string, { rows: number; example: FailureKind['example'] }>();
  readonly #tiers = new Map<string, number>();
  readonly #redactions = new Map<string, number>();
  readonly #all = new Purchases();
  readonly #ttft = new LogHistogram();
  readonly #routes = new Map<string, Purchases>();
  readonly #models = new Map<string, Purchases>();

  add(row: ReportRow): void {
    this.#attempts += row.attempts;
    this.#count(row.redactions);
    if (!row.ok) {
      this.#fail(row);
      return;
    }
    this.#ok++;
    if (row.cached !== null) {
      this.#reused++;
      const tier = known(this.#tiers, row.cached);
      this.#tiers.set(tier, (this.#tiers.get(tier) ?? 0) + 1);
      return;
    }
    this.#all.add(row);
    if (row.ttftMs !== null) this.#ttft.record(row.ttftMs);
    if (row.route !== null) purchases(this.#routes, row.route).add(row);
    if (row.model !== null) purchases(this.#models, row.model).add(row);
  }

  figures(): Omit<Report, 'files' | 'finished' | 'over_time'> {
    const all = this.#all.figures();
    const share = (part: number, whole: number) => Math.round((part / whole) * 10_000) / 10_000;
    return {
      rows: {
        total: this.#ok + this.#failed,
        ok: this.#ok,
        failed: this.#failed,
        reused: this.#reused,
        altered: this.#altered,
      },
      bad_lines: this.badLines,
      failures: record(this.#failures, ({ rows }) => rows),
      reused: record(this.#tiers, (rows) => rows),
      redactions: record(this.#redactions, (pieces) => pieces),
      attempts: this.#attempts,
      ...all,
      cache_share: {
        rows: record(
          new Map([...this.#tiers].map(([tier, rows]) => [tier, share(rows, this.#ok)])),
          (rows) => rows,
        ),
        provider_tokens:
          all.tokens.prompt === 0 ? null : share(all.tokens.prompt_cache_hit, all.tokens.prompt),
      },
      ttft_ms: quantilesOf(this.#ttft),
      latency_bins: this.#all.latency.bins(),
      routes: boughtBy(this.#routes),
      models: boughtBy(this.#models),
    };
  }

  #fail({ code, id, message, httpStatus }: ReportRow): void {
    this.#failed++;
    const name = known(this.#failures, code);
    const kind = this.#failures.get(name);
    if (kind === undefined) {
      this.#failures.set(name, {
        rows: 1,
        example: { id, message: message.slice(0, 500), http_status: httpStatus },
      });
    } else kind.rows++;
  }

  #count(redactions: Readonly<Record<string, unknown>>): void {
    let any = false;
    for (const kind in redactions) {
      const pieces = redactions[kind];
      if (typeof pieces !== 'number') continue;
      const name = known(this.#redactions, kind);
      this.#redactions.set(name, (this.#redactions.get(name) ?? 0) + pieces);
      any = true;
    }
    if (any) this.#altered++;
  }
}

function known(names: ReadonlyMap<string, unknown>, name: string): string {
  return names.has(name) || names.size < MOST_NAMES ? name : 'other';
}

function purchases(of: Map<string, Purchases>, name: string): Purchases {
  const key = known(of, name);
  const found = of.get(key) ?? new Purchases();
  of.set(key, found);
  return found;
}

function boughtBy(names: ReadonlyMap<string, Purchases>): Readonly<Record<string, Bought>> {
  const figures = new Map([...names].map(([name, bought]) => [name, bought.figures()]));
  return record(figures, ({ answers }) => answers);
}

/** Biggest first. Names are data: one may be called `__proto__`. */
function record<T>(map: ReadonlyMap<string, T>, size: (value: T) => number): Readonly<Record<string, T>> {
  return Object.fromEntries([...map].sort(([, a], [, b]) => size(b) - size(a)));
}
