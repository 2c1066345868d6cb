import { appendFileSync, closeSync, openSync } from 'node:fs';
import type { Trial } from '../../../operators/experiment.js';
import type { Scored } from '../../engine/experiment/Scored.js';
import { DoneRows, markOf } from '../../engine/journal/DoneRows.js';
import { ResumeError } from '../../errors/ResumeError.js';
import { eachLine } from '../../journal/eachLine.js';
import { openJournal } from '../../journal/openJournal.js';
import { rowOf } from '../../sinks/rowOf.js';
import { sinkError } from '../../sinks/sinkError.js';
import { promptHash } from '../../text/promptHash.js';
import type { Prompt } from '../../types/Prompt.js';
import type { BudgetStore } from '../../types/Purse.js';
import { answerSettings } from '../run/answerSettings.js';
import { inputRecord } from '../run/inputRecord.js';
import { realPath } from '../run/realPath.js';
import type { Scorer } from './openScorer.js';
import type { ExperimentPlan } from './planExperiment.js';

/** What rows call the prompts that no arm has asked. */
const HELD_OUT = 'holdout';

/** The trials of an experiment, in a file that it can be gone on with. */
export interface Trials {
  readonly budget: BudgetStore;
  /** Trials that are there already. */
  readonly before: { readonly rows: number; readonly failed: number };
  /** By which arm a prompt was asked first; -1: by none, `undefined`: it was not. */
  armOf(seq: number): number | undefined;
  /** Whether this arm has asked it before. Throws when it was another prompt then. */
  has(prompt: Prompt, arm: number | undefined): boolean;
  /** Call it before anything is paid for. */
  start(): void;
  add(trial: Trial): void;
  /** Gives the file its name; `whole`: when every prompt was asked. */
  finish(end: {
    readonly prompts: number;
    readonly whole: boolean;
    readonly rows: number;
    readonly failed: number;
  }): Promise<void>;
  close(): void;
}

/** What is read of a row. */
interface TrialRow {
  readonly arm: string;
  readonly score: number | null;
  readonly seq: number;
  readonly status: string;
  readonly cost_usd?: number | null;
  readonly cached?: string | null;
  readonly latency_ms?: number;
  readonly usage?: { readonly completion_tokens: number } | null;
  readonly prompt_hash: string;
}

/**
 * Opens `--trials`: a journal with a row for each trial. Those of before are told to `tell`, so that everything that was
 * learned from them is known again.
 *
 * @throws ConfigError when arms, scores or whatever else changes a trial are not what they were.
 */
export async function openTrials(
  path: string,
  plan: ExperimentPlan,
  scorer: Scorer,
  tell: (arm: number | undefined, seq: number, scored: Scored) => void,
): Promise<Trials> {
  const { flags, input, settings, arms } = plan;
  const journal = await openJournal(realPath(path), {
    settings: { ...answerSettings(flags, settings, plan), ...armSettings(plan), score: scorer.mark },
    input: inputRecord(input, flags),
    format: 'trials',
    fresh: flags.fresh === true,
  });
  const known = new KnownTrials(arms.length);
  const numbers = new Map([[HELD_OUT, -1], ...arms.map(({ name }, arm): [string, number] => [name, arm])]);
  try {
    if (journal.output.at !== undefined) {
      await eachLine(journal.output.at, {
        line(bytes, start, end) {
          const row = JSON.parse(bytes.toString('utf8', start, end)) as TrialRow;
          const arm = numbers.get(row.arm) ?? -1;
          if (known.add(arm, row)) tell(arm === -1 ? undefined : arm, row.seq, scoredIn(row));
        },
      });
    }
  } catch (error) {
    journal.release();
    throw error;
  }
  let file: number | undefined;
  const { part } = journal.output;
  return {
    budget: journal.budget,
    before: { rows: known.done.count, failed: known.done.failed },
    armOf: (seq) => known.armOf(seq),
    has: (prompt, arm) => known.has(prompt, arm ?? -1),
    start: () => journal.start(),
    add({ outcome, score, arm }) {
      const name = JSON.stringify(arm === undefined ? HELD_OUT : arms[arm]?.name);
      try {
        if (file === undefined) {
          journal.begin('trials');
          file = openSync(part, 'a');
        }
        appendFileSync(file, `{"arm":${name},"score":${JSON.stringify(score)},${rowOf(outcome).slice(1)}\n`);
      } catch (error) {
        throw sinkError(part, error as Error);
      }
    },
    async finish(end) {
      if (file !== undefined) closeSync(file);
      file = undefined;
      await journal.finish(end);
    },
    close() {
      if (file !== undefined) closeSync(file);
      journal.release();
    },
  };
}

/** What changes who is asked, by the names that the user knows. */
function armSettings({ flags: { paired, bandit }, arms, holdout, salt }: ExperimentPlan) {
  if (paired) return { 'way to assign arms': 'paired', arms };
  return bandit
    ? { 'way to assign arms': 'bandit', arms }
    : { 'way to assign arms': 'hash', arms, holdout, salt };
}

function scoredIn({ status, score, cached, cost_usd, latency_ms, usage }: TrialRow): Scored {
  const isOwn = status === 'ok' && cached === null;
  return {
    score,
    ok: status === 'ok',
    costUsd: isOwn ? (cost_usd ?? null) : null,
    latencyMs: isOwn ? (latency_ms ?? null) : null,
    outputTokens: isOwn ? (usage?.completion_tokens ?? null) : null,
  };
}

/** Which prompt was asked by which arm: 5 bytes for each. */
class KnownTrials {
  /** At the position of each prompt times one more than there are arms: those that were held out have a place, too. */
  readonly done = new DoneRows();
  readonly #places: number;

  constructor(arms: number) {
    this.#places = arms + 1;
  }

  /** False for a row that is there twice. */
  add(arm: number, { seq, prompt_hash, status }: TrialRow): boolean {
    return this.done.add(this.#place(seq, arm), markOf(prompt_hash), status === 'error');
  }

  armOf(seq: number): number | undefined {
    for (let arm = -1; arm < this.#places - 1; arm++) if (this.done.has(this.#place(seq, arm))) return arm;
    return undefined;
  }

  has(prompt: Prompt, arm: number): boolean {
    const mark = this.done.markOf(this.#place(prompt.seq, arm));
    if (mark === 0 || mark === markOf(promptHash(prompt))) return mark !== 0;
    throw new ResumeError(
      `the prompt ${prompt.id} (seq ${prompt.seq}) is not the one that its row was written for`,
      prompt.seq,
    );
  }

  #place(seq: number, arm: number): number {
    return seq * this.#places + arm + 1;
  }
}
