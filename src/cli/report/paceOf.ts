import type { PaceRecord } from '../../types/PaceRecord.js';

/** An interval of a run. */
export interface Pace {
  /** Minutes of running, those of earlier runs included; pauses between runs are not. */
  readonly minute: number;
  readonly rowsPerMinute: number;
  readonly failedPerMinute: number;
}

/** The intervals of all runs, one after the other. */
export function paceOf(runs: readonly PaceRecord[]): readonly Pace[] {
  let minute = 0;
  return runs.flatMap(({ interval_s, rows, failed }) =>
    rows.map((count, index) => {
      const begin = minute;
      minute += interval_s / 60;
      return {
        minute: begin,
        rowsPerMinute: (count * 60) / interval_s,
        failedPerMinute: ((failed[index] ?? 0) * 60) / interval_s,
      };
    }),
  );
}
