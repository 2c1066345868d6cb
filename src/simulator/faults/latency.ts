import { ConfigError } from '../../errors/ConfigError.js';
import type { SeededRandom } from '../SeededRandom.js';

/** A time in milliseconds that may differ from request to request. */
export type Latency = (random: SeededRandom) => number;

/** The written forms of a time that differs; a plain number is always the same. */
export const latencyPattern =
  /^(?:fixed|lognormal|uniform|exponential|samples):\d[\d.,]*$|^percentiles:\d[\d.]*=\d[\d.]*(?:,\d[\d.]*=\d[\d.]*)*$/;

export const latencyForms =
  'lognormal:MEDIAN,SIGMA, uniform:MIN,MAX, exponential:MEAN, percentiles:50=MS,95=MS,99=MS or samples:MS,MS,MS';

/**
 * Reads a time: a number, or one of {@link latencyForms}. Between percentiles the times lie on straight lines, from 0
 * at the 0th; none is longer than the last. A sample is drawn with equal chance.
 *
 * @param sigma Makes a plain number the median of a lognormal distribution.
 * @throws {ConfigError} naming `where`.
 */
export function readLatency(value: number | string, where: string, sigma = 0): Latency {
  if (typeof value === 'number') return (random) => random.lognormal(value, sigma);
  const refuse = (why: string): never => {
    throw new ConfigError(`expected ${where} to be a number or ${latencyForms}, got ${value}: ${why}`);
  };
  const colon = value.indexOf(':');
  const items = value.slice(colon + 1).split(',');
  if (value.startsWith('percentiles:')) {
    const points = items.map((item) => item.split('=').map(Number) as [number, number]);
    let [beforeP, beforeMs] = [0, 0];
    for (const [percentile, ms] of points) {
      if (!(percentile > beforeP && percentile <= 100 && ms >= beforeMs)) refuse('they must rise, up to 100');
      [beforeP, beforeMs] = [percentile, ms];
    }
    return (random) => alongPercentiles(points, random.share() * 100);
  }

  const numbers = items.map(Number);
  const [first = 0, second = 0] = numbers;
  if (items.includes('') || numbers.some((number) => !Number.isFinite(number)))
    refuse('those are no numbers');
  const take = (count: number) => {
    if (numbers.length !== count) refuse(`it takes ${count === 1 ? 'one number' : `${count} numbers`}`);
  };
  switch (value.slice(0, colon)) {
    case 'fixed':
      take(1);
      return () => first;
    case 'lognormal':
      take(2);
      return (random) => random.lognormal(first, second);
    case 'uniform':
      take(2);
      if (second < first) refuse('the maximum is below the minimum');
      return (random) => first + (second - first) * random.share();
    case 'exponential':
      take(1);
      return (random) => -first * Math.log(1 - random.share());
    case 'samples':
      return (random) => numbers[random.below(numbers.length)] as number;
    default:
      return refuse('the form is unknown');
  }
}

function alongPercentiles(points: readonly (readonly [number, number])[], at: number): number {
  let [fromP, fromMs] = [0, 0];
  for (const [percentile, ms] of points) {
    if (at <= percentile) return fromMs + ((ms - fromMs) * (at - fromP)) / (percentile - fromP);
    [fromP, fromMs] = [percentile, ms];
  }
  return fromMs;
}
