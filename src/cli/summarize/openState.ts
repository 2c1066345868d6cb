import { resolve } from 'node:path';
import { AnswerIndex } from '../../journal/AnswerIndex.js';
import { identityOf } from '../../journal/FileIdentity.js';
import { openJournal } from '../../journal/openJournal.js';
import type { Sink } from '../../pipeline/run.js';
import { toJsonl } from '../../sinks/toJsonl.js';
import type { Answer } from '../../types/Outcome.js';
import type { Prompt } from '../../types/Prompt.js';
import type { BudgetStore } from '../../types/Purse.js';
import { answerSettings } from '../run/answerSettings.js';
import { realPath } from '../run/realPath.js';
import type { SummaryPlan } from './planSummary.js';

/** Answers that are kept from one time to the next. */
export interface State {
  readonly budget: BudgetStore;
  /** Writes the rows. */
  readonly sinks: readonly Sink[];
  /** How many answers there were. */
  readonly known: number;
  find(prompt: Prompt): Answer | undefined;
  /** Call it before anything is paid for. */
  start(): void;
  /** Gives the file its name, when every part has its answer. */
  finish(written: { readonly rows: number; readonly failed: number }): Promise<void>;
  close(): void;
}

/**
 * Opens `--state`: a journal of rows, one for each call. They are found again by what was asked, so a document that was
 * changed is asked about where it was, and questions of other summaries may stand beside them.
 */
export async function openState(file: string, plan: SummaryPlan): Promise<State> {
  const { flags, settings, input } = plan;
  const { durable = false, fresh = false } = flags;
  const { source } = input;
  const path = typeof source === 'string' ? resolve(source) : null;
  const journal = await openJournal(realPath(file), {
    // The system message is part of what each row was asked.
    settings: { ...answerSettings(flags, settings), system: undefined },
    input: { path, format: 'document', file: (path === null ? undefined : identityOf(path)) ?? null },
    format: 'parts',
    fresh,
  });
  try {
    const index = await AnswerIndex.open(journal.output.at);
    const target = () => {
      journal.begin('parts');
      return journal.output.part;
    };
    return {
      budget: journal.budget,
      sinks: [toJsonl(target, { append: true, durable })],
      known: index.size,
      find: (prompt) => index.get(prompt),
      start: () => journal.start(),
      finish: ({ rows, failed }) => journal.finish({ prompts: rows, whole: true, rows, failed }),
      close() {
        index.close();
        journal.release();
      },
    };
  } catch (error) {
    journal.release();
    throw error;
  }
}
