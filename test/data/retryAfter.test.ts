import { describe, expect, it } from 'vitest';
import { parseRetryAfter, retryHint } from '../../src/engine/retryAfter.js';
import { readData } from './readData.js';

interface OpenaiVectors {
  readonly now_epoch_s: number;
  readonly rows: readonly {
    readonly max_retries: number;
    readonly remaining_retries: number;
    readonly retry_after: string;
    readonly expected_s: number;
  }[];
}

interface Urllib3Vectors {
  readonly invalid: readonly string[];
  readonly valid: readonly (readonly [string, number])[];
  readonly sleep: {
    readonly now: string;
    readonly rows: readonly (readonly [value: string, respected: boolean, expected: number | null])[];
  };
}

const { vectors } = readData<{ vectors: readonly (OpenaiVectors | Urllib3Vectors)[] }>('retry-after.json');

for (const vector of vectors) {
  if ('rows' in vector) {
    describe('the waits of openai-python', () => {
      it.each(vector.rows)('should be ours, by its own rule for long waits: $retry_after', (row) => {
        // It takes nothing above two minutes, and backs off instead; we wait as long as we are asked to.
        const asked = retryHint({ 'retry-after': row.retry_after }, vector.now_epoch_s * 1_000) ?? 0;
        const backoff = Math.min(8, 0.5 * 2 ** Math.min(row.max_retries - row.remaining_retries, 1_000));
        expect(asked > 0 && asked <= 120_000 ? asked / 1_000 : backoff).toBe(row.expected_s);
      });
    });
  } else {
    describe('the waits of urllib3', () => {
      it.each(vector.invalid)('should be refused: %j', (value) => {
        expect(parseRetryAfter(value, Date.now())).toBeNull();
      });
      it.each(vector.valid)('should be read: %j', (value, seconds) => {
        expect(parseRetryAfter(value, Date.now())).toBe(seconds * 1_000);
      });
      it.each(vector.sleep.rows)('should be slept: %j, respected: %j', (value, respected, expected) => {
        const wait = retryHint(respected ? { 'retry-after': value } : {}, Date.parse(vector.sleep.now));
        expect(wait).toBe(expected === null ? null : expected * 1_000);
      });
    });
  }
}
