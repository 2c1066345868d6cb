import { describe, expect, it } from 'vitest';
import { keepPace } from '../../../src/cli/run/keepPace.js';
import { SinkError } from '../../../src/errors/SinkError.js';
import { createTally } from '../../../src/telemetry/createTally.js';
import type { PaceRecord } from '../../../src/types/PaceRecord.js';
import { anAnswer } from '../../helpers/anOutcome.js';

function talliedRow() {
  const tally = createTally();
  tally.count(anAnswer());
  return tally;
}

describe('keepPace', () => {
  it('should note at the end how fast the rows came', () => {
    const kept: PaceRecord[] = [];
    keepPace(talliedRow(), { keepPace: (pace) => kept.push(pace) }).unsubscribe();
    expect(kept.map(({ rows }) => rows)).toEqual([[1]]);
  });

  it('should not end a run whose record cannot be written: the disk is full', () => {
    const watched = keepPace(talliedRow(), {
      keepPace: () => {
        throw new SinkError('cannot write out.jsonl.run.json: the disk is full');
      },
    });
    expect(() => watched.unsubscribe()).not.toThrow();
  });

  it('should hide no mistake of ours', () => {
    const watched = keepPace(talliedRow(), {
      keepPace: () => {
        throw new TypeError('a mistake');
      },
    });
    expect(() => watched.unsubscribe()).toThrow(/a mistake/);
  });
});
