import { answerOf } from '../../engine/answerOf.js';
import { failureOf } from '../../engine/failureOf.js';
import { CallError } from '../../errors/CallError.js';
import { ACCOUNT, type Account } from '../../types/Account.js';
import type { Outcome } from '../../types/Outcome.js';
import { fakePrompt } from '../fakePrompt.js';
import { fakeReply } from '../fakeReply.js';

/** An outcome that nobody may change: every third a failure, some from a cache, with letters beyond ASCII. */
export function someOutcome(seq: number, account?: Account): Outcome {
  const prompt = fakePrompt(`Question ${seq}: why is «Ω» no 漢字?\n`, seq, {
    redactions: { email: seq % 2 },
    input: { user: `u${seq}` },
    ...(account !== undefined && { [ACCOUNT]: account }),
  });
  const outcome =
    seq % 3 === 2
      ? failureOf(
          prompt,
          new CallError('HTTP 503: busy', { code: 'overloaded', httpStatus: 503, body: '{}' }),
        )
      : answerOf(prompt, fakeReply(`Answer ${seq} "🌍"\n`, { cached: seq % 4 === 1 ? 'memory' : null }));
  return freeze(outcome);
}

/** The first `count` of them. */
export function someOutcomes(count: number, account?: Account): readonly Outcome[] {
  return Array.from({ length: count }, (_, seq) => someOutcome(seq, account));
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const field of Object.values(value)) freeze(field);
  return value;
}
