/** A flag of `rxprompt simulate` that sets one fault of the simulator. */
export interface FaultFlag {
  /** The flag is this in kebab case. */
  readonly field: string;
  readonly kind: 'rate' | 'ms' | 'seconds' | 'count' | 'sigma' | 'switch' | readonly string[];
  readonly text: string;
}

/** All faults, under headings. The fields are those of the simulator's `faults`. */
export const FAULT_FLAGS: Readonly<Record<string, readonly FaultFlag[]>> = {
  'How long answers take:': [
    { field: 'firstTokenMs', kind: 'ms', text: 'to the first token; the median, with a sigma' },
    { field: 'firstTokenSigma', kind: 'sigma', text: 'its spread, lognormal, from request to request' },
    { field: 'perTokenMs', kind: 'ms', text: 'for each further token' },
    { field: 'perTokenSigma', kind: 'sigma', text: 'its spread' },
    { field: 'keepAliveIntervalMs', kind: 'ms', text: 'blank lines until the first token' },
  ],
  'Refusals (a rate is a share of the requests, 0 to 1):': [
    { field: 'maxInFlight', kind: 'count', text: 'more than N requests at once get 429' },
    { field: 'status429Rate', kind: 'rate', text: '429, rate limited' },
    { field: 'status500Rate', kind: 'rate', text: '500, with a page of HTML' },
    { field: 'status502Rate', kind: 'rate', text: '502, with a page of HTML' },
    { field: 'status503Rate', kind: 'rate', text: '503, overloaded' },
    { field: 'retryAfterSeconds', kind: 'seconds', text: 'what 429 and 503 say of the time to wait' },
    { field: 'retryAfterForm', kind: ['seconds', 'date', 'ms'], text: 'how they say it' },
    { field: 'insufficientBalance', kind: 'switch', text: '402 for all' },
  ],
  'Broken answers:': [
    { field: 'resetBeforeAnswerRate', kind: 'rate', text: 'connection reset before the first byte' },
    { field: 'resetMidAnswerRate', kind: 'rate', text: 'connection reset after half the answer' },
    { field: 'stallBeforeAnswerRate', kind: 'rate', text: 'silence before the first byte' },
    { field: 'stallMidAnswerRate', kind: 'rate', text: 'silence after half the answer' },
    { field: 'stallMs', kind: 'ms', text: 'how long a silence lasts (default: for ever)' },
    { field: 'cutStreamRate', kind: 'rate', text: 'a stream that ends in the middle' },
    { field: 'emptyAnswerRate', kind: 'rate', text: '200 with nothing in it' },
    { field: 'blankAnswerRate', kind: 'rate', text: '200 with blank lines only' },
  ],
  'Connections:': [
    { field: 'refuseForMs', kind: 'ms', text: 'refuse every connection for so long from the start' },
    { field: 'maxWaitMs', kind: 'ms', text: 'give up a request that waits longer (default: 600000)' },
    { field: 'closeIdleAfterMs', kind: 'ms', text: 'close an idle connection' },
    { field: 'closeAfterRequests', kind: 'count', text: 'close a connection after N requests' },
    { field: 'compression', kind: ['none', 'gzip', 'br'], text: 'compress answers' },
  ],
};

/** `status429Rate` -> `status429-rate` */
export function kebab(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
