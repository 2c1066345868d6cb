import {
  compressions,
  errorForms,
  rateLimitForms,
  rateLimitKinds,
  retryAfterForms,
  roleForms,
  usageForms,
} from '../../simulator/faults/forms.js';

/** What a fault's flag takes; a list is of the words it may be. */
export type FaultKind =
  | 'rate'
  | 'rates'
  | 'ms'
  | 'latency'
  | 'sigma'
  | 'positive'
  | 'count'
  | 'whole'
  | 'retryAfter'
  | 'limitStatus'
  | 'faults'
  | 'switch'
  | readonly string[];

/** A flag of `rxprompt simulate` that sets one fault of the simulator. */
export interface FaultFlag {
  /** The flag is this in kebab case. */
  readonly field: string;
  readonly kind: FaultKind;
  readonly text: string;
}

/** All faults, under headings. The fields are those of the simulator's `faults`. */
export const FAULT_FLAGS: Readonly<Record<string, readonly FaultFlag[]>> = {
  'How long answers take (MS may be a number or uniform:100,400 and the like, see below):': [
    { field: 'firstTokenMs', kind: 'latency', text: 'to the first token' },
    { field: 'firstTokenSigma', kind: 'sigma', text: 'makes that number the median of a lognormal' },
    { field: 'perTokenMs', kind: 'latency', text: 'for each further token' },
    { field: 'perTokenSigma', kind: 'sigma', text: 'makes that number the median of a lognormal' },
    { field: 'stragglerShare', kind: 'rate', text: 'of these requests, takes longer throughout' },
    { field: 'stragglerFactor', kind: 'positive', text: 'so many times as long (default: 10)' },
    { field: 'slots', kind: 'count', text: 'N at once, the others queue' },
    { field: 'maxQueued', kind: 'whole', text: '503 when more than N would queue' },
    { field: 'keepAliveIntervalMs', kind: 'ms', text: 'blank lines until the first token' },
    { field: 'maxWaitMs', kind: 'ms', text: 'close what waits longer for it (default: 600000)' },
    { field: 'buffered', kind: 'switch', text: 'hold streams back until they are whole' },
  ],
  'Limits:': [
    { field: 'maxInFlight', kind: 'count', text: 'more than N requests at once get 429' },
    { field: 'inFlightPerUsd', kind: 'positive', text: 'the same, N for each dollar of --balance-usd left' },
    { field: 'requestsPerMinute', kind: 'positive', text: 'more get 429' },
    { field: 'tokensPerMinute', kind: 'positive', text: 'more, in and out, get 429' },
    {
      field: 'rateLimitKind',
      kind: rateLimitKinds,
      text: 'how these two are counted (default: "slidingLog")',
    },
    { field: 'rateLimitWindowMs', kind: 'ms', text: 'over which time (default: 60000)' },
    { field: 'rateLimitStatus', kind: 'limitStatus', text: '503 in place of 429 (default: 429)' },
    { field: 'rateLimitHeaders', kind: rateLimitForms, text: 'who tells of them in which way' },
    {
      field: 'retryAfterSeconds',
      kind: 'retryAfter',
      text: 'what 429, 503 and 529 say; exact is what the limit knows',
    },
    { field: 'retryAfterForm', kind: retryAfterForms, text: 'how they say it (default: "seconds")' },
  ],
  'Refusals (a rate is a share of the requests, 0 to 1):': [
    { field: 'status429Rate', kind: 'rate', text: '429, rate limited' },
    { field: 'status500Rate', kind: 'rate', text: '500, with a page of HTML' },
    { field: 'status502Rate', kind: 'rate', text: '502, with a page of HTML' },
    { field: 'status503Rate', kind: 'rate', text: '503, overloaded' },
    { field: 'statusRates', kind: 'rates', text: 'any others, such as 504=0.1,520=0.05' },
    { field: 'errorForm', kind: errorForms, text: 'how their bodies look (default: "real")' },
    { field: 'insufficientBalance', kind: 'switch', text: '402 for all' },
  ],
  'Broken answers:': [
    {
      field: 'next',
      kind: 'faults',
      text: 'what befalls the first requests, such as status503,ok,cutStream',
    },
    { field: 'emptyAnswerRate', kind: 'rate', text: '200 with nothing in it' },
    { field: 'blankAnswerRate', kind: 'rate', text: '200 with blank lines only' },
    { field: 'brokenJsonRate', kind: 'rate', text: '200 with JSON that is cut' },
    { field: 'html200Rate', kind: 'rate', text: '200 with a page of HTML' },
    { field: 'streamErrorRate', kind: 'rate', text: '200 with an error in it, in a stream halfway' },
    { field: 'interruptedRate', kind: 'rate', text: 'half an answer that says it was interrupted' },
    { field: 'abortedRate', kind: 'rate', text: 'half an answer that says it was aborted' },
    { field: 'filteredRate', kind: 'rate', text: 'an answer that a filter withholds' },
    { field: 'cutStreamRate', kind: 'rate', text: 'a stream that ends in the middle' },
    { field: 'stallBeforeAnswerRate', kind: 'rate', text: 'silence before the first byte' },
    { field: 'stallMidAnswerRate', kind: 'rate', text: 'silence after half the answer' },
    { field: 'stallMs', kind: 'latency', text: 'how long a silence lasts (default: for ever)' },
    { field: 'dripRate', kind: 'rate', text: 'an answer in drops' },
    { field: 'dripMs', kind: 'ms', text: 'between two drops (default: 1)' },
    { field: 'dripBytes', kind: 'count', text: 'in a drop (default: 1)' },
    { field: 'splitUtf8Rate', kind: 'rate', text: 'cut inside every character of more than one byte' },
  ],
  "Other servers' ways:": [
    { field: 'roleOn', kind: roleForms, text: 'where the role stands (default: "first")' },
    { field: 'usageOn', kind: usageForms, text: 'where the usage stands (default: "finish")' },
    { field: 'omitDone', kind: 'switch', text: 'streams end without [DONE]' },
    { field: 'cutAsStop', kind: 'switch', text: 'stop for what max_tokens has cut' },
    { field: 'promptTokensRead', kind: 'count', text: 'read the last N tokens of a prompt only' },
    { field: 'compression', kind: compressions, text: 'compress answers' },
  ],
  'Connections:': [
    { field: 'refuseForMs', kind: 'ms', text: 'refuse every connection for so long from the start' },
    { field: 'resetConnectionRate', kind: 'rate', text: 'reset as soon as it is made' },
    { field: 'resetBeforeAnswerRate', kind: 'rate', text: 'reset before the first byte' },
    { field: 'resetMidAnswerRate', kind: 'rate', text: 'reset after half the answer' },
    { field: 'closeMidAnswerRate', kind: 'rate', text: 'closed, without a reset, after half the answer' },
    { field: 'closeIdleAfterMs', kind: 'count', text: 'close an idle connection after N milliseconds' },
    { field: 'closeAfterRequests', kind: 'count', text: 'close a connection after N requests' },
  ],
};

/** `status429Rate` -> `status429-rate` */
export function kebab(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The faults that flags ask for. */
export function faultsOf(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const faults: Record<string, unknown> = {};
  for (const { field } of Object.values(FAULT_FLAGS).flat()) {
    if (flags[field] !== undefined) faults[field] = flags[field];
  }
  return faults;
}
