import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OperatorFunction } from 'rxjs';
import type { ExperimentOptions } from '../../../operators/experiment.js';
import type { Interval } from '../../engine/experiment/alwaysValid.js';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';
import { Fingerprint } from '../../text/Fingerprint.js';
import type { Outcome } from '../../types/Outcome.js';
import type { Prompt } from '../../types/Prompt.js';
import type { Closers } from '../Closers.js';
import type { ExperimentFlags } from './ExperimentFlags.js';
import { Judge } from './Judge.js';

/** How outcomes are scored, and in words. */
export interface Scorer {
  readonly words: string;
  /** A short name of it: trials that were scored by another are others. */
  readonly mark: string;
  readonly score: ExperimentOptions['score'];
  /** Where scores lie; `undefined`: nobody knows. */
  readonly range?: Interval | undefined;
  /** Call it before anything is scored, with how to ask a model. */
  begin?(ask: OperatorFunction<Prompt, Outcome>): void;
}

const SHARE: Interval = { low: 0, high: 1 };

/**
 * What `--scorer`, `--expect` or `--judge` say; without them, whether there was a whole answer. A failure is worth 0,
 * unless a scorer of the user's says otherwise.
 */
export async function openScorer(
  { scorer, expect, judge, judgeModel }: ExperimentFlags,
  closers: Closers,
): Promise<Scorer> {
  if (scorer !== undefined) return moduleOf(scorer);
  if (expect !== undefined) {
    return {
      words: `1 when the answer holds what the field "${expect}" of its row says`,
      mark: `expect ${expect}`,
      range: SHARE,
      score: (outcome) => holds(outcome, expect),
    };
  }
  if (judge !== undefined) {
    const one = new Judge(judge, judgeModel);
    closers.add(() => one.close());
    return {
      words: `marks of ${judgeModel ?? 'the same model'} as the judge, from 0 to 1`,
      mark: `judge ${judgeModel ?? ''} ${judge}`,
      range: SHARE,
      score: (outcome) => (outcome.status === 'ok' ? one.scoreOf(outcome) : 0),
      begin: (ask) => one.begin(ask),
    };
  }
  return {
    words:
      '1 for an answer that came to its end, 0 for one that was cut or failed (--expect, --scorer or --judge say more)',
    mark: 'whole answers',
    range: SHARE,
    score: (outcome) => Number(outcome.status === 'ok' && outcome.finishReason !== 'length'),
  };
}

function holds(outcome: Outcome, field: string): number | null {
  const wanted = outcome.prompt.input?.[field];
  if (wanted === undefined || wanted === null) return null;
  if (outcome.status !== 'ok') return 0;
  return Number(outcome.text.toLowerCase().includes(String(wanted).trim().toLowerCase()));
}

/**
 * A module of the user's. Its default export is `(outcome, arm) => number`, or a promise of one; `range`, such as [0, 10],
 * says where scores lie.
 */
async function moduleOf(file: string): Promise<Scorer> {
  let loaded: { readonly default?: unknown; readonly range?: unknown };
  const print = new Fingerprint();
  try {
    const path = resolve(file);
    print.text(readFileSync(path, 'utf8'));
    loaded = await import(pathToFileURL(path).href);
  } catch (error) {
    throw new ConfigError(`cannot load --scorer ${file}: ${reasonOf(error)}`, error);
  }
  if (typeof loaded.default !== 'function') {
    throw new ConfigError(
      `--scorer ${file} has no function as its default export: export default (outcome, arm) => number`,
    );
  }
  return {
    words: `by ${file}`,
    mark: `scorer ${print.hex()}`,
    score: loaded.default as ExperimentOptions['score'],
    range: rangeOf(loaded.range, file),
  };
}

function rangeOf(range: unknown, file: string): Interval | undefined {
  if (range === undefined) return undefined;
  const [low, high] = Array.isArray(range) ? range : [];
  if (Number.isFinite(low) && Number.isFinite(high) && low < high) return { low, high };
  throw new ConfigError(
    `--scorer ${file}: expected its range to be the lowest and the highest score, as in: export const range = [0, 10]`,
  );
}
