import { realpathSync } from 'node:fs';
import { restore } from '../../../operators/restore.js';
import { ResumeError } from '../../errors/ResumeError.js';
import { openJournal } from '../../journal/openJournal.js';
import { toJsonl } from '../../sinks/toJsonl.js';
import { answerSettings } from './answerSettings.js';
import { inputRecord } from './inputRecord.js';
import type { Output } from './Output.js';
import type { RunPlan } from './planRun.js';
import { resumeCommand } from './resumeCommand.js';

/** A file of rows that is gone on with, however the run before this one came to its end. */
export async function journaledOutput(plan: RunPlan): Promise<Output> {
  const { flags, input, settings, typed } = plan;
  const { outputFormat: format, fresh = false, limit } = flags;
  const path = realPath(flags.output);
  const journal = await openJournal(path, {
    settings: answerSettings(flags, settings),
    input: inputRecord(input, flags),
    format,
    fresh,
    ...(limit !== undefined && { limit }),
  });
  const { done, sameInput, finished } = journal;
  return {
    sink: toJsonl(
      () => {
        journal.begin(format);
        return `${path}.part`;
      },
      { append: true, format },
    ),
    before: finished ?? { rows: done.count, failed: done.failed },
    finished: finished !== undefined,
    skip: sameInput && done.count > 0 ? (seq) => done.has(seq) : undefined,
    restore: restore(done),
    budget: journal.budget,
    resumeCommand: resumeCommand({ input, fresh: fresh && !typed('fresh') }),
    start: () => journal.start(),
    finish(end, written) {
      if (end.whole && done.last >= end.prompts) {
        throw new ResumeError(
          `${input.name} ends after ${end.prompts} prompts, but ${path} has a row for a later one (seq ${done.last})`,
          end.prompts,
        );
      }
      journal.finish({ ...end, ...written });
    },
    close: () => journal.release(),
  };
}

/** The file that a link stands for: at the end it is replaced, not the link. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // It is not there yet.
    return path;
  }
}
