import { Option } from 'commander';
import { latencyForms, latencyPattern, readLatency } from '../../simulator/faults/latency.js';
import { mishapPattern } from '../../simulator/faults/mishaps.js';
import { numberFlag } from '../numberFlag.js';
import { parsedFlag } from '../parsedFlag.js';
import { type FaultFlag, kebab } from './faultFlags.js';

const ms = numberFlag({ max: 2 ** 31 - 1 });
const share = numberFlag({ max: 1 });
const isNumber = /^\d+(\.\d+)?$/;

const latency = parsedFlag(
  `a number of milliseconds, ${latencyForms}`,
  (text) => {
    if (isNumber.test(text)) return ms(text);
    if (!latencyPattern.test(text)) return undefined;
    readLatency(text, 'it');
    return text;
  },
  { orNumber: true },
);
const retryAfter = parsedFlag(
  'a number of seconds, or exact',
  (text) => (text === 'exact' ? text : isNumber.test(text) ? Number(text) : undefined),
  { orNumber: true },
);
const limitStatus = parsedFlag(
  '429 or 503',
  (text) => (text === '429' || text === '503' ? Number(text) : undefined),
  { orNumber: true },
);
const rates = parsedFlag('statuses with their shares, such as 504=0.1,520=0.05', (text) => {
  const pairs = text.split(',').map((pair) => pair.split('='));
  const fits = pairs.every(([status, rate]) => /^[45]\d\d$/.test(status ?? '') && isNumber.test(rate ?? ''));
  return fits
    ? Object.fromEntries(pairs.map(([status, rate]) => [status, share(rate as string)]))
    : undefined;
});
const faults = parsedFlag(
  'faults without their rate, statuses or ok, such as status503,ok,cutStream',
  (text) => {
    const names = text.split(',');
    return names.every((name) => mishapPattern.test(name)) ? names : undefined;
  },
);

/** The flag of a fault. */
export function faultOption({ field, kind, text }: FaultFlag): Option {
  const option = (value: string) => new Option(`--${kebab(field)}${value}`, text);
  switch (kind) {
    case 'switch':
      return option('');
    case 'rate':
      return option(' <SHARE>').argParser(share);
    case 'rates':
      return option(' <SHARES>').argParser(rates);
    case 'ms':
      return option(' <MS>').argParser(ms);
    case 'latency':
      return option(' <MS>').argParser(latency);
    case 'sigma':
      return option(' <SIGMA>').argParser(numberFlag({ max: 5 }));
    case 'positive':
      return option(' <N>').argParser(numberFlag({ exclusive: true }));
    case 'count':
      return option(' <N>').argParser(numberFlag({ min: 1, integer: true }));
    case 'whole':
      return option(' <N>').argParser(numberFlag({ integer: true }));
    case 'retryAfter':
      return option(' <SECONDS>').argParser(retryAfter);
    case 'limitStatus':
      return option(' <STATUS>').argParser(limitStatus);
    case 'faults':
      return option(' <FAULTS>').argParser(faults);
    default:
      return option(' <HOW>').choices(kind);
  }
}
