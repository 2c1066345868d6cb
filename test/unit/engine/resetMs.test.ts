import { expect, it } from 'vitest';
import { resetMs } from '../../../src/engine/limiter/resetMs.js';

const now = Date.UTC(2026, 10, 25, 12);

it.each<readonly [string, number | undefined]>([
  ['12ms', 12],
  ['1s', 1_000],
  ['6m0s', 360_000],
  ['4m12.172s', 252_172],
  ['23h47m36.648s', 85_656_648],
  ['500us', 0.5],
  ['30', 30_000],
  [' 0.5 ', 500],
  [String(now / 1_000 + 20), 20_000],
  [String(now + 20), 20],
  ['2026-11-25T12:00:07Z', 7_000],
  ['1.5h', 5_400_000],
  ['2h3m', 7_380_000],
  ['10us5ns', 0.010005],
  ['7µs', 0.007],
  ['3m2', undefined],
  ['in 3m', undefined],
  ['3m or so', undefined],
  ['1.', undefined],
  ['.5', undefined],
  ['1.s', undefined],
  ['1.25', 1_250],
  ['20.', undefined],
  ['2 0', undefined],
  ['9'.repeat(400), undefined],
  ['at 2026-11-25T12:00:07Z', undefined],
  ['2026-11-25 12:00:07Z', undefined],
  ['26-11-25T12:00:07Z', undefined],
  ['2026-11-25Tsoon', undefined],
  ['0', undefined],
  ['-1', undefined],
  ['', undefined],
  ['soon', undefined],
  ['5 minutes', undefined],
  ['2026-11-25T11:59:59Z', undefined],
])('should read %j as %s', (text, expected) => {
  const read = resetMs(text, now);
  if (expected === undefined) expect(read).toBeUndefined();
  else expect(read).toBeCloseTo(expected, 6);
});

it('should tell seconds to wait, seconds since 1970 and milliseconds since then apart by their size', () => {
  const read = ['999999999', '1000000000', '999999999999', '1000000000000'].map((text) => resetMs(text, 5));
  expect(read).toEqual([999_999_999_000, 1e12 - 5, 999_999_999_999_000 - 5, 1e12 - 5]);
});
