import { DOT, digitsOf, lengthOf, type NumberRun, SHAPE_BASE, shape } from './NumberRun.js';

const BY_TWOS = shape('3-3-2-2');

/** `532 123 45 67`, as in Turkey, Ukraine and the Caucasus: nothing else is written so, but for addresses with dots. */
export function isByTwos(run: NumberRun): boolean {
  if (run.count !== 4 || run.separators[1] !== run.separators[2] || run.separators[1] !== run.separators[3])
    return false;
  let key = 0;
  let isAddress = run.separators[1] === DOT;
  for (let group = 0; group < 4; group++) {
    key = key * SHAPE_BASE + lengthOf(run, group);
    isAddress &&= Number(digitsOf(run, group, group)) < 256;
  }
  return key === BY_TWOS && !isAddress && run.text.charCodeAt(run.starts[0]!) > 48;
}
