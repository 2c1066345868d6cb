import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { OperatorFunction } from 'rxjs';
import type { ExperimentOptions } from '../../../operators/experiment.js';
import { reasonOf } from '../../engine/reasonOf.js';
import { ConfigError } from '../../errors/ConfigError.js';
import type { Outcome } from '../../types/Outcome.js';
import type { Prompt } from '../../types/Prompt.js';
import type { Closers } from '../Closers.js';
import type { ExperimentFlags } from './ExperimentFlags.js';
import { Judge } from './Judge.js';

/** How outcomes are scored, and in words. */
export interface Scorer {
  readonly words: string;
  readonly score: ExperimentOptions['score'];
}

/**
 * What `--scorer`, `--expect` or `--judge` say; without them, whether there was a whole answer. A failure is worth 0,
 * unless a scorer of the user's says otherwise.
 */
export async function openScorer(
  { scorer, expect, judge, judgeModel }: ExperimentFlags,
  ask: () => Promise<OperatorFunction<Prompt, Outcome>>,
  closers: Closers,
): Promise<Scorer> {
  if (scorer !== undefined) return { words: `by ${scorer}`, score: await functionOf(scorer) };
  if (expect !== undefined) {
    return {
      words: `1 when the answer holds what the field "${expect}" of its row says`,
      score: (outcome) => holds(outcome, expect),
    };
  }
  if (judge !== undefined) {
    const one = new Judge(judge, judgeModel, await ask());
    closers.add(() => one.close());
    return {
      words: `marks of ${judgeModel ?? 'the same model'} as the judge, from 0 to 1`,
      score: (outcome) => (outcome.status === 'ok' ? one.scoreOf(outcome) : 0),
    };
  }
  return {
    words:
      '1 for an answer that came to its end, 0 for one that was cut or failed (--expect, --scorer or --judge say more)',
    score: (outcome) => Number(outcome.status === 'ok' && outcome.finishReason !== 'length'),
  };
}

function holds(outcome: Outcome, field: string): number | null {
  const wanted = outcome.prompt.input?.[field];
  if (wanted === undefined || wanted === null) return null;
  if (outcome.status !== 'ok') return 0;
  return Number(outcome.text.toLowerCase().includes(String(wanted).trim().toLowerCase()));
}

/** The default export of a module of the user's: `(outcome, arm) => number`, or a promise of one. */
async function functionOf(file: string): Promise<ExperimentOptions['score']> {
  let loaded: { readonly default?: unknown };
  try {
    loaded = await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    throw new ConfigError(`cannot load --scorer ${file}: ${reasonOf(error)}`, error);
  }
  if (typeof loaded.default === 'function') return loaded.default as ExperimentOptions['score'];
  throw new ConfigError(
    `--scorer ${file} has no function as its default export: export default (outcome, arm) => number`,
  );
}
