import { z } from 'zod';
import { ConfigError } from '../errors/ConfigError.js';
import { parseStrict } from './parseStrict.js';

const rate = z.number().min(0).max(1).default(0);
/** Node's timers end there. */
const ms = z.number().min(0).max(2_147_483_647);
const whole = z.number().int().min(1);

/**
 * All faults, each with its unit in the name. A `...Rate` is a share of the POST requests that ask for an answer, 0
 * to 1; one request suffers one of them at most, so their sum is at most 1.
 */
export const faultsSchema = z.strictObject({
  /** Time to the first token (to the median, with a sigma). @default 0 */
  firstTokenMs: ms.default(0),
  /** Spread of `firstTokenMs` from request to request: the sigma of a lognormal distribution; 0 is fixed. @default 0 */
  firstTokenSigma: z.number().min(0).max(5).default(0),
  /** Time for each further token; a whole answer takes as long as a streamed one. @default 0 */
  perTokenMs: ms.default(0),
  /** Spread of `perTokenMs` from request to request, as above. @default 0 */
  perTokenSigma: z.number().min(0).max(5).default(0),
  /** Requests answered at once; further ones get 429 with the number. Null: no limit. @default null */
  maxInFlight: whole.nullable().default(null),
  /** Requests that get 429 for no visible reason. @default 0 */
  status429Rate: rate,
  /** Requests that get 500 with an HTML page. @default 0 */
  status500Rate: rate,
  /** Requests that get 502 with an HTML page. @default 0 */
  status502Rate: rate,
  /** Requests that get 503, overloaded. @default 0 */
  status503Rate: rate,
  /** The account has no balance: 402 for all. @default false */
  insufficientBalance: z.boolean().default(false),
  /** No listening and no open socket for so long from now; 0 ends it. @default 0 */
  refuseForMs: ms.default(0),
  /** Requests whose connection is reset before the first byte. @default 0 */
  resetBeforeAnswerRate: rate,
  /** Requests whose connection is reset after half the answer. @default 0 */
  resetMidAnswerRate: rate,
  /** Requests that wait `stallMs` before the first byte. @default 0 */
  stallBeforeAnswerRate: rate,
  /** Requests that wait `stallMs` after half the answer. @default 0 */
  stallMidAnswerRate: rate,
  /** How long a stall lasts; null is for ever. @default null */
  stallMs: ms.nullable().default(null),
  /** Streams that end in an orderly way after half the events, without finish reason and `[DONE]`. @default 0 */
  cutStreamRate: rate,
  /** Requests that get 200 and no body. @default 0 */
  emptyAnswerRate: rate,
  /** Requests that get 200 and nothing but blank lines (comments in a stream). @default 0 */
  blankAnswerRate: rate,
  /** Interval of blank lines or `: keep-alive` comments until the first token; 0 is none. @default 0 */
  keepAliveIntervalMs: ms.default(0),
  /** A request that waits longer for its first token has its connection closed. @default 600000 */
  maxWaitMs: ms.default(600_000),
  /** What 429 and 503 say of the time to wait; null says nothing, as the real service. @default null */
  retryAfterSeconds: z.number().min(0).nullable().default(null),
  /** How it is said: `Retry-After` in seconds or as a date, or `retry-after-ms`. @default 'seconds' */
  retryAfterForm: z.enum(['seconds', 'date', 'ms']).default('seconds'),
  /** How answers are compressed for clients that accept it; the real service doesn't. @default 'none' */
  compression: z.enum(['none', 'gzip', 'br']).default('none'),
  /** An idle connection is closed after so long; null: never. @default null */
  closeIdleAfterMs: whole.nullable().default(null),
  /** A connection is closed, unannounced, after so many requests; null: never. @default null */
  closeAfterRequests: whole.nullable().default(null),
});

/** The faults in force; see {@link faultsSchema} for each. */
export type SimulatorFaults = Readonly<z.output<typeof faultsSchema>>;
/** Some faults, to be set; a field that is left out keeps its value. */
export type SimulatorFaultsInput = Readonly<z.input<typeof faultsSchema>>;

/** What may befall one request. */
export type Mishap =
  | 'status429'
  | 'status500'
  | 'status502'
  | 'status503'
  | 'resetBeforeAnswer'
  | 'resetMidAnswer'
  | 'stallBeforeAnswer'
  | 'stallMidAnswer'
  | 'cutStream'
  | 'emptyAnswer'
  | 'blankAnswer';

const mishaps: readonly Mishap[] = [
  'status429',
  'status500',
  'status502',
  'status503',
  'resetBeforeAnswer',
  'resetMidAnswer',
  'stallBeforeAnswer',
  'stallMidAnswer',
  'cutStream',
  'emptyAnswer',
  'blankAnswer',
];

/** Faults after a change. @throws {ConfigError} on an unknown field, a wrong value, or rates over 1 together. */
export function changeFaults(now: SimulatorFaults | null, change: unknown): SimulatorFaults {
  const given = typeof change === 'object' && change !== null ? change : {};
  const faults = parseStrict(faultsSchema, now === null ? change : { ...now, ...given }, 'faults');
  const sum = mishaps.reduce((total, mishap) => total + faults[`${mishap}Rate`], 0);
  if (sum > 1 + 1e-9)
    throw new ConfigError(`expected the rates in faults to add up to at most 1, got ${sum}`);
  return faults;
}

/** The mishaps with the upper ends of their shares, ready for one draw a request; empty without rates. */
export function mishapTable(faults: SimulatorFaults): readonly (readonly [upTo: number, mishap: Mishap])[] {
  let upTo = 0;
  const table: [number, Mishap][] = [];
  for (const mishap of mishaps) {
    const share = faults[`${mishap}Rate`];
    if (share === 0) continue;
    upTo += share;
    table.push([upTo, mishap]);
  }
  return table;
}
