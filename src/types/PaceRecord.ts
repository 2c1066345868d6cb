/** How fast a run went, from its beginning on. */
export interface PaceRecord {
  /** When it began, as of ISO 8601. */
  readonly started_at: string;
  /** How long an interval is. The last one may be shorter. */
  readonly interval_s: number;
  /** Rows that were written in each interval, failed ones among them. */
  readonly rows: readonly number[];
  readonly failed: readonly number[];
}
