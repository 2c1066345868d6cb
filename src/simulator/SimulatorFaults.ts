import { z } from 'zod';
import { ConfigError } from '../errors/ConfigError.js';
import { nearestWord } from '../text/nearestWord.js';
import {
  compressions,
  errorForms,
  rateLimitForms,
  rateLimitKinds,
  retryAfterForms,
  roleForms,
  usageForms,
} from './faults/forms.js';
import { latencyForms, latencyPattern } from './faults/latency.js';
import { mishapPattern, mishaps, mishapTable } from './faults/mishaps.js';
import { parseStrict } from './parseStrict.js';

const rate = z.number().min(0).max(1);
/** Node's timers end there. */
const ms = z.number().min(0).max(2_147_483_647);
const whole = z.number().int().min(1);
const latencyError = { error: `expected a number of milliseconds, ${latencyForms}` };
const latency = z.union([ms, z.string().regex(latencyPattern, latencyError)], latencyError);
const mishap = z.string().regex(mishapPattern, {
  error: ({ input }) =>
    `expected ok, status503 or the like, or a fault without its Rate such as ${nearestWord(String(input), mishaps)}`,
});

/**
 * All faults, each with its unit in the name. A `...Rate` is a share of the POST requests that ask for an answer, 0
 * to 1; one request suffers one of them at most, so their sum is at most 1. A `...Ms` that may be a text takes
 * `lognormal:MEDIAN,SIGMA`, `uniform:MIN,MAX`, `exponential:MEAN`, `percentiles:50=MS,99=MS` or `samples:MS,MS` too.
 */
export const faultFields = z.strictObject({
  /** Time to the first token; a number is the median, with a sigma. @default 0 */
  firstTokenMs: latency,
  /** Spread of a plain `firstTokenMs` from request to request: sigma of a lognormal distribution; 0 is fixed. @default 0 */
  firstTokenSigma: z.number().min(0).max(5),
  /** Time for each further token, drawn once a request; a whole answer takes as long as a streamed one. @default 0 */
  perTokenMs: latency,
  /** Spread of a plain `perTokenMs`, as above. @default 0 */
  perTokenSigma: z.number().min(0).max(5),
  /** Share of the requests that take `stragglerFactor` times as long, to the first token and for each further one. @default 0 */
  stragglerShare: rate,
  /** How many times as long. @default 10 */
  stragglerFactor: z.number().min(1),
  /** Requests worked on at once; the others queue without a word. Null: all. @default null */
  slots: whole.nullable(),
  /** Requests that may queue; further ones get 503. Null: any number. @default null */
  maxQueued: z.number().int().min(0).nullable(),
  /** Interval of blank lines (`: keep-alive` in a stream) until the first token; 0 is none. @default 0 */
  keepAliveIntervalMs: ms,
  /** A request that waits longer for its first token has its connection closed. @default 600000 */
  maxWaitMs: ms,
  /** A proxy holds a stream back until it is whole. @default false */
  buffered: z.boolean(),

  /** Requests answered at once; further ones get 429 with the number. Null: no limit. @default null */
  maxInFlight: whole.nullable(),
  /** The same for each dollar of the account's balance, at least 1: the limit falls as it is spent. Null: no limit. @default null */
  inFlightPerUsd: z.number().positive().nullable(),
  /** Requests a minute; null: no limit. @default null */
  requestsPerMinute: z.number().positive().nullable(),
  /** Tokens a minute, in and out; null: no limit. @default null */
  tokensPerMinute: z.number().positive().nullable(),
  /** How these two are counted. @default 'slidingLog' */
  rateLimitKind: z.enum(rateLimitKinds),
  /** The window of these two; what a minute allows is scaled to it. Not for `secondBucket`. @default 60000 */
  rateLimitWindowMs: ms.min(1),
  /** The status over them; 503 with a page of nginx's. @default 429 */
  rateLimitStatus: z.union([z.literal(429), z.literal(503)], { error: 'expected 429 or 503' }),
  /** Headers that tell where these two stand, on every answer. @default 'none' */
  rateLimitHeaders: z.enum(rateLimitForms),
  /** What 429, 503 and 529 say of the time to wait; `exact` is what the rate limit knows, null nothing. @default null */
  retryAfterSeconds: z
    .union([z.number().min(0), z.literal('exact')], { error: 'expected a number or exact' })
    .nullable(),
  /** How it is said. @default 'seconds' */
  retryAfterForm: z.enum(retryAfterForms),

  /** What befalls the next requests, one after another, before the rates apply: `["status503", "ok"]`. @default [] */
  next: z.array(mishap),
  /** Requests that get 429 for no visible reason. @default 0 */
  status429Rate: rate,
  /** Requests that get 500 with an HTML page. @default 0 */
  status500Rate: rate,
  /** Requests that get 502 with an HTML page. @default 0 */
  status502Rate: rate,
  /** Requests that get 503, overloaded. @default 0 */
  status503Rate: rate,
  /** The same for any status from 400 to 599: `{"520": 0.1}`. @default {} */
  statusRates: z.record(z.string().regex(/^[45]\d\d$/, { error: 'expected a status from 400 to 599' }), rate),
  /** The body of these; `real` is what the layer that would say it sends. @default 'real' */
  errorForm: z.enum(errorForms),
  /** The account has no balance: 402 for all. @default false */
  insufficientBalance: z.boolean(),

  /** Requests that get 200 and no body. @default 0 */
  emptyAnswerRate: rate,
  /** Requests that get 200 and nothing but blank lines (comments in a stream). @default 0 */
  blankAnswerRate: rate,
  /** Requests that get 200 and JSON that is cut (one event of a stream). @default 0 */
  brokenJsonRate: rate,
  /** Requests that get 200 and a page of HTML. @default 0 */
  html200Rate: rate,
  /** Requests that get 200 and an error in the body, in a stream after half the answer. @default 0 */
  streamErrorRate: rate,
  /** Requests whose answer is half, with the finish reason `insufficient_system_resource`. @default 0 */
  interruptedRate: rate,
  /** The same with the finish reason `aborted`. @default 0 */
  abortedRate: rate,
  /** Requests whose answer a filter withholds: no text, finish reason `content_filter`. @default 0 */
  filteredRate: rate,
  /** Streams that end in an orderly way after half the events, without finish reason and `[DONE]`. @default 0 */
  cutStreamRate: rate,
  /** Requests that wait `stallMs` before the first byte. @default 0 */
  stallBeforeAnswerRate: rate,
  /** Requests that wait `stallMs` after half the answer. @default 0 */
  stallMidAnswerRate: rate,
  /** How long a stall lasts; null is for ever. @default null */
  stallMs: latency.nullable(),
  /** Requests whose answer comes in drops of `dripBytes`. @default 0 */
  dripRate: rate,
  /** Time between two drops. @default 1 */
  dripMs: ms,
  /** Bytes in a drop. @default 1 */
  dripBytes: whole,
  /** Requests whose answer is cut inside every character of more than one byte. @default 0 */
  splitUtf8Rate: rate,

  /** Where the role of a message stands. @default 'first' */
  roleOn: z.enum(roleForms),
  /** Which chunk of a stream has the usage; `none` goes for whole answers too, `asked` is an own one when asked for. @default 'finish' */
  usageOn: z.enum(usageForms),
  /** Streams end without `[DONE]`. @default false */
  omitDone: z.boolean(),
  /** An answer that `max_tokens` cut says `stop`. @default false */
  cutAsStop: z.boolean(),
  /** Of a prompt with more tokens than that only the last are read, without a word; usage counts those. Null: all. @default null */
  promptTokensRead: whole.nullable(),

  /** No listening and no open socket for so long from now; 0 ends it. @default 0 */
  refuseForMs: ms,
  /** Connections that are reset as soon as they are made. @default 0 */
  resetConnectionRate: rate,
  /** Requests whose connection is reset before the first byte. @default 0 */
  resetBeforeAnswerRate: rate,
  /** Requests whose connection is reset after half the answer. @default 0 */
  resetMidAnswerRate: rate,
  /** Requests whose connection is closed, without a reset, after half the answer. @default 0 */
  closeMidAnswerRate: rate,
  /** An idle connection is closed after so long; null: never. @default null */
  closeIdleAfterMs: whole.nullable(),
  /** A connection is closed, unannounced, after so many requests; null: never. @default null */
  closeAfterRequests: whole.nullable(),
  /** How answers are compressed for clients that accept it; the real service doesn't. @default 'none' */
  compression: z.enum(compressions),
});

/** Some faults. */
export const someFaults = faultFields.partial();

/** The faults in force; see {@link faultFields} for each. */
export type SimulatorFaults = Readonly<z.output<typeof faultFields>>;
/** Some faults, to be set; a field that is left out keeps its value. */
export type SimulatorFaultsInput = Readonly<z.input<typeof someFaults>>;

/** Faults with some others over them; what is undefined is not there. */
export function overFaults(under: SimulatorFaults, over: SimulatorFaultsInput): SimulatorFaults {
  const given = Object.entries(over).filter(([, value]) => value !== undefined);
  return { ...under, ...(Object.fromEntries(given) as Partial<SimulatorFaults>) };
}

/** Faults after a change. @throws {ConfigError} on an unknown field, a wrong value, or rates over 1 together. */
export function changeFaults(now: SimulatorFaults, change: unknown, where = 'faults'): SimulatorFaults {
  const faults = overFaults(now, parseStrict(someFaults, change, where));
  const sum = mishapTable(faults).at(-1)?.[0] ?? 0;
  if (sum > 1 + 1e-9)
    throw new ConfigError(`expected the rates in ${where} to add up to at most 1, got ${sum}`);
  return faults;
}
