import { describe, expect, it } from 'vitest';
import { foreignSamples } from '../../bench/pii/foreignSamples.js';
import { isFound } from '../../bench/pii/Sample.js';
import { createFinder } from '../../src/text/createFinder.js';
import { DEFAULT_REDACTION_KINDS, REDACTION_KINDS } from '../../src/text/redactionKinds.js';

const find = createFinder(REDACTION_KINDS);
const samples = foreignSamples(process.env.RXPROMPT_DATA ?? '');
const labelled = samples.flatMap((sample) => sample.labelled);

describe('personal data in the sets of others', () => {
  it.each(['card', 'iban', 'cn-id'])('should be found without exception: %s', (kind) => {
    const missed = labelled.filter((one) => one.kind === kind && !isFound(one, find));
    expect(missed).toEqual([]);
  });

  it.each(['email', 'phone', 'cn-mobile', 'ip', 'ssn'])('should be found in 95 % and more: %s', (kind) => {
    const all = labelled.filter((one) => one.kind === kind);
    const missed = all.filter((one) => !isFound(one, find));
    expect(missed.length / all.length).toBeLessThanOrEqual(0.05);
  });

  it.each([
    ['all', REDACTION_KINDS],
    ['the default', DEFAULT_REDACTION_KINDS],
  ])('should be seen in at most 1 % of the sentences that have none: %s kinds', (_which, kinds) => {
    const findThese = createFinder(kinds);
    const clean = samples.flatMap((sample) => sample.clean);
    const altered = clean.filter((text) => findThese(text).length > 0);
    expect(altered.length / clean.length).toBeLessThanOrEqual(0.01);
  });
});
