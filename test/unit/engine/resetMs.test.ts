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
