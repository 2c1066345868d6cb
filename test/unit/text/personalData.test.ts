import { describe, expect, it } from 'vitest';
import { ownSample } from '../../../bench/pii/ownSample.js';
import { isFound } from '../../../bench/pii/Sample.js';
import { createFinder } from '../../../src/text/createFinder.js';
import { REDACTION_KINDS } from '../../../src/text/redactionKinds.js';

const find = createFinder(REDACTION_KINDS);
const { labelled, clean } = ownSample();
const CHECKED: readonly string[] = ['card', 'iban', 'cn-id'];

describe('redaction of sentences as people write them', () => {
  it.each(REDACTION_KINDS)('should find %s in 95 % of them, and all that have check digits', (kind) => {
    const all = labelled.filter((one) => one.kind === kind);
    const missed = all.filter((one) => !isFound(one, find)).map(({ text }) => text);
    expect(all.length).toBeGreaterThan(1);
    if (CHECKED.includes(kind)) expect(missed).toEqual([]);
    else expect({ missed, share: missed.length / all.length <= 0.05 }).toEqual({ missed, share: true });
  });

  it('should alter at most 1 % of those without any', () => {
    const altered = clean.filter((text) => find(text).length > 0);
    expect({ altered, share: altered.length / clean.length <= 0.01 }).toEqual({ altered, share: true });
  });
});
