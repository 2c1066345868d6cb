import { describe, expect, it } from 'vitest';
import { failedRow } from '../../../../src/engine/journal/failedRow.js';
import { batchRowOf } from '../../../../src/sinks/batchRowOf.js';
import { rowOf } from '../../../../src/sinks/rowOf.js';
import { aFailure } from '../../../helpers/anOutcome.js';

describe('failedRow', () => {
  it.each([
    ['flat', rowOf],
    ['batch', batchRowOf],
  ])('should read what went wrong of a %s row', (_format, rowOf) => {
    const failure = aFailure({ error: { code: 'rate_limited', httpStatus: 429 } });
    expect(failedRow(rowOf(failure))).toEqual({ code: 'rate_limited', httpStatus: 429 });
    expect(failedRow(rowOf(aFailure()))).toEqual({ code: 'timeout', httpStatus: null });
  });

  it.each([
    '{}',
    '{"error":null}',
    '{"error":{"code":7,"http_status":"429"}}',
    '{"meta":{},"error":{"code":"x"}}',
  ])('should know nothing of %s', (row) => {
    expect(failedRow(row)).toEqual({ code: null, httpStatus: null });
  });
});
