import { ConfigError } from '../../errors/ConfigError.js';
import { createFinder } from '../../text/createFinder.js';
import { parseKinds } from '../../text/parseKinds.js';
import type { SplitOptions } from '../../text/splitting/Chunk.js';
import { checkCallFlags } from '../run/checkCallFlags.js';
import { checkInput, type Input } from '../run/checkInput.js';
import { checkSide } from '../run/checkOutput.js';
import { type CallPlan, planCalls, tellOf } from '../run/planCalls.js';
import type { Typed } from '../run/RunFlags.js';
import type { SummarizeFlags } from './SummarizeFlags.js';

/** All that a summary needs to know, checked. */
export interface SummaryPlan extends CallPlan {
  readonly flags: SummarizeFlags;
  readonly typed: Typed;
  readonly input: Input;
  readonly split: SplitOptions;
}

/** Checks everything that can be checked before anything is opened. */
export function planSummary(file: string, flags: SummarizeFlags, typed: Typed): SummaryPlan {
  if (flags.config !== undefined) tellOf(flags)(`settings from ${flags.config}`);
  checkCallFlags(flags, file === '-', typed);
  const { state, question } = flags;
  if (state === '-') throw new ConfigError('--state - : stdout is for the summary; name a file');
  for (const name of ['fresh', 'durable'] as const)
    if (typed(name) && state === undefined)
      throw new ConfigError(`--${name} does nothing without --state FILE`);
  if (question?.trim() === '') throw new ConfigError('--question is empty: ask something, or leave it out');
  const input = checkInput(file);
  checkSide('--state', state, { input, output: '-' });
  checkSide('--audit-log', flags.auditLog, { input, output: state ?? '-' });
  return { ...planCalls(flags), typed, input, split: splitOf(flags) };
}

function splitOf({ chunkSize, chunkTokens, overlap, sanitize }: SummarizeFlags): SplitOptions {
  const [flag, limit] =
    chunkTokens === undefined
      ? (['--chunk-size', chunkSize ?? 2_000] as const)
      : (['--chunk-tokens', chunkTokens] as const);
  if (overlap !== undefined && overlap > limit / 2) {
    throw new ConfigError(
      `--overlap ${overlap} is more than half of ${flag} ${limit}: a part must bring something new; give at most ${Math.floor(limit / 2)}`,
    );
  }
  const kinds = parseKinds(sanitize);
  return {
    ...(chunkSize !== undefined && { maxCharacters: chunkSize }),
    ...(chunkTokens !== undefined && { maxTokens: chunkTokens }),
    ...(overlap !== undefined && { overlap }),
    // Each part is sanitized by itself: half of a number is not found.
    ...(kinds.length > 0 && { keepWhole: createFinder(kinds) }),
  };
}
