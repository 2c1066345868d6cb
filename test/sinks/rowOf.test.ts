import { describe, expect, it } from 'vitest';
import { rowOf } from '../../src/sinks/rowOf.js';
import { aFailure, anAnswer } from '../helpers/anOutcome.js';

const { error } = aFailure();
const reduction = { parts: 3, prompts: 4, failed: [{ part: 1, error: { ...error, message: 'too "slow"' } }] };
const inRow = { parts: 3, prompts: 4, failed: [{ part: 1, code: 'timeout', message: 'too "slow"' }] };

describe('rowOf', () => {
  it('should name the parts that the answer to a divided document does not rest on', () => {
    expect(JSON.parse(rowOf(anAnswer({ reduction })))).toMatchObject({ status: 'ok', reduction: inRow });
    expect(JSON.parse(rowOf(aFailure({ reduction })))).toMatchObject({ status: 'error', reduction: inRow });
  });

  it('should say nothing of it in any other row', () => {
    expect(JSON.parse(rowOf(anAnswer()))).not.toHaveProperty('reduction');
    expect(JSON.parse(rowOf(aFailure()))).not.toHaveProperty('reduction');
  });
});
