import type { Snapshot } from '../../telemetry/Snapshot.js';
import type { Outcome } from '../../types/Outcome.js';
import type { PartList } from './PartList.js';
import type { SummaryPlan } from './planSummary.js';

/** What a summary is made of, as JSON. */
export interface SummaryFacts {
  readonly plan: SummaryPlan;
  readonly outcome: Outcome;
  readonly parts: PartList;
  readonly snapshot: Snapshot;
  /** Answers that were there before. */
  readonly recalled: number;
}

/** The summary with its parts, failures and cost. */
export function summaryJson({ plan, outcome, parts, snapshot, recalled }: SummaryFacts): string {
  const { flags, input, settings } = plan;
  const isAnswer = outcome.status === 'ok';
  return `${JSON.stringify({
    status: outcome.status,
    text: isAnswer ? outcome.text : null,
    ...(!isAnswer && { error: { code: outcome.error.code, message: outcome.error.message } }),
    question: flags.question ?? null,
    document: { name: input.name, characters: parts.characters, parts: parts.count },
    parts: parts.listed,
    failed: parts.failed.map(({ part }) => part),
    model: isAnswer ? outcome.model : settings.model,
    prompts: outcome.reduction?.prompts ?? 0,
    recalled,
    requests: snapshot.attempts.sent,
    tokens: snapshot.tokens,
    cost_usd: snapshot.cost_usd,
    elapsed_s: snapshot.elapsed_s,
  })}\n`;
}
