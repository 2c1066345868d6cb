import { expectNumber } from '../expectNumber.js';
import type { Arm } from './Arm.js';
import type { Assignment } from './Assignment.js';

/** Options of {@link hashAssignment}. */
export interface HashAssignmentOptions {
  /** The share of prompts that no arm takes. Default 0. Below 1. */
  readonly holdout?: number;
  /** Another experiment on the same prompts takes another, so that its arms don't follow those of this one. Default none. */
  readonly salt?: string;
}

/**
 * Arms by the id of a prompt: the same id has the same arm in every run, on every machine, in any order, and each arm its
 * share. Raising `holdout` moves prompts out of arms, and none from one arm to another.
 */
export function hashAssignment(
  arms: readonly Pick<Arm, 'weight'>[],
  { holdout = 0, salt = '' }: HashAssignmentOptions = {},
): Assignment {
  expectNumber('holdout', holdout, { min: 0, max: 1 });
  const total = arms.reduce((sum, { weight = 1 }) => sum + weight, 0);
  for (const { weight } of arms) expectNumber('weight', weight, { min: Number.MIN_VALUE, max: 1e9 });
  return {
    armOf({ id }) {
      if (holdout > 0 && share(`holdout ${salt} ${id}`) < holdout) return undefined;
      let left = share(`arm ${salt} ${id}`) * total;
      for (let arm = 0; arm < arms.length - 1; arm++) {
        left -= arms[arm]?.weight ?? 1;
        if (left < 0) return arm;
      }
      return arms.length - 1;
    },
  };
}

/** A number from 0 to below 1 that hangs on the text alone: FNV-1a, its bits then mixed as MurmurHash3 ends. */
function share(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
