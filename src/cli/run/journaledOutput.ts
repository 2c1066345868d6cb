import { catchError, type Observable, pipe, throwError } from 'rxjs';
import { restore } from '../../../operators/restore.js';
import { ResumeError } from '../../errors/ResumeError.js';
import type { Journal } from '../../journal/Journal.js';
import { toJsonl } from '../../sinks/toJsonl.js';
import { parseKinds } from '../../text/parseKinds.js';
import type { Prompt } from '../../types/Prompt.js';
import type { Output } from './Output.js';
import type { RunPlan } from './planRun.js';
import { resumeCommand } from './resumeCommand.js';

/** What can be done about an input that is another one. */
const REMEDY = 'give the same prompts again, choose another name, or add --fresh to start over';

/** A file of rows that is gone on with, however the run before this one came to its end. */
export function journaledOutput({ flags, input, typed }: RunPlan, journal: Journal): Output {
  const { done, sameInput, finished, output, errors } = journal;
  const { durable = false, fresh = false } = flags;
  let inputFormat: string | undefined;
  // As the rows that are there, so that all of them are alike.
  const format = () =>
    (journal.record.format ?? (inputFormat === 'batch' ? 'batch' : 'flat')) as 'flat' | 'batch';
  const partOf = (part: string) => () => {
    journal.begin(format());
    return part;
  };
  return {
    sinks: [
      toJsonl(partOf(output.part), {
        append: true,
        durable,
        format,
        ...(errors !== undefined && { errors: partOf(errors.part) }),
      }),
    ],
    waiting: 0,
    before: finished ?? { rows: done.count, failed: done.failed },
    finished: finished !== undefined,
    skip: sameInput && done.count > 0 ? (seq) => done.has(seq) : undefined,
    restore: pipe(restore<Prompt>(done), catchError(advise(output.path))),
    budget: journal.budget,
    resumeCommand: resumeCommand({
      input,
      fresh: fresh && !typed('fresh'),
      kinds: parseKinds(flags.sanitize),
    }),
    onInputFormat(found) {
      inputFormat = found;
    },
    start: () => journal.start(),
    keepPace: (pace) => journal.keepPace(pace),
    async finish(end, written) {
      if (end.whole && done.last >= end.prompts) {
        throw new ResumeError(
          `${input.name} ends after ${end.prompts} prompts, but ${output.path} has a row for a later one (seq ${done.last}): ${REMEDY}`,
          end.prompts,
        );
      }
      await journal.finish({ ...end, ...written });
    },
    close: () => journal.release(),
  };
}

/** The operator does not know of files and flags. */
function advise(path: string): (error: unknown) => Observable<never> {
  return (error) =>
    throwError(() =>
      error instanceof ResumeError
        ? new ResumeError(`${error.message} in ${path}: ${REMEDY}`, error.seq)
        : error,
    );
}
