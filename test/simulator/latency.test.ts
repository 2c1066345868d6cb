import { describe, expect, it } from 'vitest';
import { readLatency } from '../../src/simulator/faults/latency.js';
import { SeededRandom } from '../../src/simulator/SeededRandom.js';

/** Ten thousand samples, in order of size. */
function samples(form: number | string, sigma = 0): number[] {
  const latency = readLatency(form, 'x', sigma);
  const random = new SeededRandom(1);
  return Array.from({ length: 10_000 }, () => latency(random)).sort((a, b) => a - b);
}
const at = (sorted: readonly number[], percentile: number) =>
  sorted[Math.floor((sorted.length * percentile) / 100)];
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value) / values.length;

describe('the time that an answer takes', () => {
  it('should be fixed when it is a number', () => {
    expect(new Set([...samples(300), ...samples('fixed:300')])).toEqual(new Set([300]));
  });

  it.each([
    ['a number and a sigma', 300, 0.6],
    ['a text', 'lognormal:300,0.6', 0],
  ] as const)('should be lognormal by %s', (_, form, sigma) => {
    const sorted = samples(form, sigma);

    expect(at(sorted, 50)).toBeCloseTo(300, -1);
    expect((at(sorted, 84.13) as number) / (at(sorted, 50) as number)).toBeCloseTo(Math.exp(0.6), 0);
  });

  it('should be uniform between two bounds', () => {
    const sorted = samples('uniform:100,400');

    expect([sorted[0], sorted.at(-1)].map((ms) => Math.round(ms as number))).toEqual([100, 400]);
    expect(mean(sorted)).toBeCloseTo(250, -1);
  });

  it('should be exponential about a mean', () => {
    const sorted = samples('exponential:200');

    expect(mean(sorted) / 200).toBeCloseTo(1, 1);
    expect((at(sorted, 50) as number) / 200).toBeCloseTo(Math.LN2, 1);
  });

  it('should follow percentiles, in straight lines from 0, and never pass the last', () => {
    const sorted = samples('percentiles:50=300,95=900,99=4000');

    expect((at(sorted, 25) as number) / 150).toBeCloseTo(1, 1);
    expect((at(sorted, 50) as number) / 300).toBeCloseTo(1, 1);
    expect((at(sorted, 95) as number) / 900).toBeCloseTo(1, 1);
    expect(sorted.at(-1)).toBe(4_000);
  });

  it('should be drawn from samples with equal chance', () => {
    const sorted = samples('samples:120,80,400');

    expect([...new Set(sorted)]).toEqual([80, 120, 400]);
    expect(sorted.filter((ms) => ms === 400).length / 10_000).toBeCloseTo(1 / 3, 1);
  });

  it.each([
    ['uniform:400,100', 'the maximum is below the minimum'],
    ['uniform:400', 'it takes 2 numbers'],
    ['lognormal:1,2,3', 'it takes 2 numbers'],
    ['exponential:1,2', 'it takes one number'],
    ['samples:1,,2', 'those are no numbers'],
    ['percentiles:95=900,50=300', 'they must rise, up to 100'],
    ['percentiles:50=300,95=200', 'they must rise, up to 100'],
    ['percentiles:50=300,101=400', 'they must rise, up to 100'],
  ])('should refuse %s, saying why', (form, why) => {
    expect(() => readLatency(form, 'faults.firstTokenMs')).toThrow(
      new RegExp(`^expected faults\\.firstTokenMs to be a number or lognormal:.*, got ${form}: ${why}$`),
    );
  });
});
