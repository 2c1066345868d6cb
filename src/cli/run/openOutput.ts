import { isResumable } from './checkOutput.js';
import type { Output } from './Output.js';
import { plainOutput } from './plainOutput.js';
import type { RunPlan } from './planRun.js';

/** Opens what `-o` names. */
export async function openOutput(plan: RunPlan): Promise<Output> {
  if (plan.flags.dryRun || !isResumable(plan.flags)) return plainOutput(plan.flags);
  const { journaledOutput } = await import('./journaledOutput.js');
  const { resumeJournal } = await import('./resumeJournal.js');
  const { retryJournal } = await import('./retryJournal.js');
  return journaledOutput(
    plan,
    await (plan.retry === undefined ? resumeJournal(plan) : retryJournal(plan, plan.retry)),
  );
}
