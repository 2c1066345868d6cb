import type { Journal } from '../../journal/Journal.js';
import { openJournal } from '../../journal/openJournal.js';
import { answerSettings } from './answerSettings.js';
import { inputRecord } from './inputRecord.js';
import { keptFlags } from './keptFlags.js';
import type { RunPlan } from './planRun.js';
import { realPath } from './realPath.js';

/** Opens `-o` for a run, or for what is left of one. */
export function resumeJournal(plan: RunPlan): Promise<Journal> {
  const { flags, input, settings, typed } = plan;
  const { output, outputFormat, errors, fresh = false, ordered = false, limit } = flags;
  return openJournal(realPath(output), {
    settings: answerSettings(flags, settings, plan),
    input: inputRecord(input, flags),
    flags: keptFlags(flags, typed),
    fresh,
    ordered,
    ...(outputFormat !== undefined && { format: outputFormat }),
    ...(errors !== undefined && { errors: realPath(errors) }),
    ...(limit !== undefined && { limit }),
  });
}
