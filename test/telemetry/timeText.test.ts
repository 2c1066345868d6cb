import { expect, it } from 'vitest';
import { timeText } from '../../src/telemetry/timeText.js';

it.each([
  [null, '-'],
  [4.0586206896551715, '4.1 ms'],
  [12.3, '12.3 ms'],
  [7, '7 ms'],
  [1_234, '1.23 s'],
])('should say %s as %s', (milliseconds, text) => {
  expect(timeText(milliseconds)).toBe(text);
});
