import { describe, expect, it } from 'vitest';
import { hashAssignment } from '../../../../src/engine/experiment/hashAssignment.js';
import { fakePrompt } from '../../../../src/testing/fakePrompt.js';

const ids = [...Array.from({ length: 24 }, (_, index) => `line-${index}`), '中文', 'é', '💥', ''];

/** The arm of each of them; `-` when it is held out. */
function armsOf(weights: readonly (number | undefined)[], options?: { holdout?: number; salt?: string }) {
  const arms = weights.map((weight) => (weight === undefined ? {} : { weight }));
  const { armOf } = hashAssignment(arms, options);
  return ids.map((id) => armOf({ ...fakePrompt('a', 0), id }) ?? '-').join('');
}

describe('hashAssignment', () => {
  // Reckoned apart from the code: a run that goes on elsewhere, or with a later version, must not deal anew.
  it('should give the same ids the same arms for ever', () => {
    expect(armsOf([undefined, 1])).toBe('1010101000110100100001010000');
    expect(armsOf([1, 2, undefined], { holdout: 0.2, salt: 'spring' })).toBe('11212002111200211--21101-1--');
    expect(armsOf([1, 1], { holdout: 0.5 })).toBe('1-10---0001---0-10-----10-0-');
  });

  it('should know one arm, all held out, and what cannot be', () => {
    expect(armsOf([7])).toBe('0'.repeat(ids.length));
    expect(armsOf([1], { holdout: 1 })).toBe('-'.repeat(ids.length));
    for (const weight of [0, -1, 1e10, Number.NaN]) {
      expect(() => hashAssignment([{ weight: 1 }, { weight }])).toThrow('weight');
    }
    for (const holdout of [-0.1, 1.1]) {
      expect(() => hashAssignment([{}], { holdout })).toThrow(
        `expected holdout to be a number from 0 to 1, got ${holdout}`,
      );
    }
  });
});
