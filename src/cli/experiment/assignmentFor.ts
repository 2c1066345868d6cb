import type { Assignment } from '../../engine/experiment/Assignment.js';
import { hashAssignment } from '../../engine/experiment/hashAssignment.js';
import { thompsonAssignment } from '../../engine/experiment/thompsonAssignment.js';
import type { Trials } from './openTrials.js';
import type { ExperimentPlan } from './planExperiment.js';

/** Who asks what, as the flags say. */
export function assignmentFor({
  flags: { paired, bandit, scorePerUsd, scorePerSecond },
  arms,
  holdout,
  salt,
}: ExperimentPlan): Assignment | 'paired' {
  if (paired) return 'paired';
  if (!bandit) return hashAssignment(arms, { holdout, salt });
  return thompsonAssignment(arms.length, {
    random: Math.random,
    ...(scorePerUsd !== undefined && { scorePerUsd }),
    ...(scorePerSecond !== undefined && { scorePerSecond }),
  });
}

/** The same, but a prompt that was asked before keeps its arm: a bandit might choose another one now. */
export function keepingArms(
  assign: Assignment | 'paired',
  trials: Pick<Trials, 'armOf'> | undefined,
): Assignment | 'paired' {
  if (assign === 'paired' || trials === undefined) return assign;
  return {
    armOf(prompt) {
      const arm = trials.armOf(prompt.seq);
      if (arm === undefined) return assign.armOf(prompt);
      return arm === -1 ? undefined : arm;
    },
    learn: (arm, scored) => assign.learn?.(arm, scored),
  };
}
