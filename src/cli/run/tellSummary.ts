import { writeFileSync } from 'node:fs';
import { reasonOf } from '../../engine/reasonOf.js';
import { SinkError } from '../../errors/SinkError.js';
import { formatSummary } from '../../telemetry/formatSummary.js';
import type { Snapshot } from '../../telemetry/Snapshot.js';
import { grouped } from '../grouped.js';
import type { RunFlags } from './RunFlags.js';

/** Shows the figures of a run, and writes them, in the forms that were asked for. */
export function tellSummary(
  snapshot: Snapshot,
  { quiet, json, summary }: Pick<RunFlags, 'quiet' | 'json' | 'summary'>,
): void {
  if (json) process.stderr.write(`${JSON.stringify(snapshot)}\n`);
  else if (!quiet) process.stderr.write(`\n${formatSummary(snapshot)}\n${tellChanges(snapshot)}\n`);
  if (summary === undefined) return;
  try {
    writeFileSync(summary, `${JSON.stringify(snapshot, null, 2)}\n`);
  } catch (error) {
    throw new SinkError(`cannot write --summary ${summary}: ${reasonOf(error)}`, error);
  }
}

/** What was not done as if each prompt stood alone and went out as it came, and the flags against it. */
function tellChanges({ rows: { reused, altered } }: Snapshot): string {
  const rows = (count: number) => (count === 1 ? '1 row' : `${grouped(count)} rows`);
  return (
    `${rows(reused)} reused an answer (--cache off asks for each anew), ` +
    `${rows(altered)} lost personal data before being sent (--sanitize none leaves it in)`
  );
}
