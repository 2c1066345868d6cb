import type { Journal } from '../../journal/Journal.js';
import { openRetry } from '../../journal/openRetry.js';
import { grouped } from '../grouped.js';
import { inputRecord } from './inputRecord.js';
import type { RunPlan } from './planRun.js';
import type { Retry } from './Retry.js';
import { realPath } from './realPath.js';

/** Opens a finished output for another try at its failures. */
export async function retryJournal({ flags, input, tell }: RunPlan, { wanted }: Retry): Promise<Journal> {
  const { journal, taken } = await openRetry(realPath(flags.output), {
    input: inputRecord(input, flags),
    ordered: flags.ordered === true,
    wanted,
  });
  if (taken === undefined) tell('going on with a retry that was stopped');
  else if (taken > 0)
    tell(`asking again for ${taken === 1 ? '1 failed row' : `${grouped(taken)} failed rows`}`);
  return journal;
}
