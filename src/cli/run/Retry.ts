import type { FailedRow } from '../../engine/journal/failedRow.js';

/** Another try at failed rows. */
export interface Retry {
  /** Which of them. */
  readonly wanted: (row: FailedRow) => boolean;
}
