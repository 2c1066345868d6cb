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
  const { outputFormat, fresh = false, ordered = false, durable = false, limit } = flags;
  const path = realPath(flags.output);
  const errors = flags.errors === undefined ? undefined : realPath(flags.errors);
  const journal = await openJournal(path, {
    settings: answerSettings(flags, settings),
    input: inputRecord(input, flags),
    fresh,
    ordered,
    ...(outputFormat !== undefined && { format: outputFormat }),
    ...(errors !== undefined && { errors }),
    ...(limit !== undefined && { limit }),
  });
  const { done, sameInput, finished } = journal;
  let inputFormat: string | undefined;
  // As the rows that are there, so that all of them are alike.
  const format = () =>
    (journal.record.format ?? (inputFormat === 'batch' ? 'batch' : 'flat')) as 'flat' | 'batch';
  const partOf = (file: string) => () => {
    journal.begin(format());
    return `${file}.part`;
  };
  return {
    sinks: [
      toJsonl(partOf(path), {
        append: true,
        durable,
        format,
        ...(errors !== undefined && { errors: partOf(errors) }),
      }),
    ],
    waiting: 0,
    before: finished ?? { rows: done.count, failed: done.failed },
    finished: finished !== undefined,
    skip: sameInput && done.count > 0 ? (seq) => done.has(seq) : undefined,
    restore: restore(done),
    budget: journal.budget,
    resumeCommand: resumeCommand({ input, fresh: fresh && !typed('fresh') }),
    onInputFormat(found) {
      inputFormat = found;
    },
    start: () => journal.start(),
    async finish(end, written) {
      if (end.whole && done.last >= end.prompts) {
        throw new ResumeError(
          `${input.name} ends after ${end.prompts} prompts, but ${path} has a row for a later one (seq ${done.last})`,
          end.prompts,
        );
      }
      await journal.finish({ ...end, ...written });
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
