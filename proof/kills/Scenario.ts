/** One configuration of a run that is killed again and again. */
export interface Scenario {
  readonly name: string;
  /** Flags besides input, output and server. */
  readonly flags: readonly string[];
  /** So many lines of input. */
  readonly lines: (count: number) => readonly string[];
  /** How the input is given. Default `file`. */
  readonly input?: 'file' | 'gzip' | 'pipe';
  /** Rows stand in the order of the input at the end. */
  readonly ordered?: boolean;
  /** Failures stand in a file of their own. */
  readonly apart?: boolean;
  /** Rows are those of a batch. */
  readonly batch?: boolean;
  /** Every write is cut into pieces of seven bytes, so that a kill tears rows. */
  readonly torn?: boolean;
  /** What a power cut may leave is put at the end of the rows after a kill, or taken away from it. */
  readonly sabotage?: boolean;
  /** Each start is told of more of the input than the one before. */
  readonly grows?: boolean;
  /** The run has finished with failures, and it is `rxprompt retry` that is killed. */
  readonly retry?: boolean;
  /** Ctrl-C and SIGTERM take turns with kills. */
  readonly signals?: boolean;
}

const plain = (count: number) => Array.from({ length: count }, (_, n) => `Tell me of ${n}`);
const withFailures = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    n % 5 === 3 ? `{"question":${n}}` : `{"prompt":"Tell me of ${n}","n":${n}}`,
  );
const big = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({ prompt: `Tell me of ${n}`, n, blob: `${n} `.repeat(30_000) }),
  );
const batch = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      custom_id: `request-${n}`,
      body: { messages: [{ role: 'user', content: `Tell me of ${n}` }] },
    }),
  );

export const scenarios: readonly Scenario[] = [
  { name: 'a file', flags: [], lines: plain, sabotage: true },
  { name: 'durable', flags: ['--durable'], lines: plain },
  { name: 'ordered', flags: ['--ordered'], lines: plain, ordered: true, sabotage: true },
  {
    name: 'failures apart, ordered',
    flags: ['--ordered'],
    lines: withFailures,
    ordered: true,
    apart: true,
    sabotage: true,
  },
  { name: 'compressed input', flags: [], lines: plain, input: 'gzip' },
  { name: 'a pipe', flags: ['--durable'], lines: plain, input: 'pipe' },
  { name: 'batch lines', flags: [], lines: batch, batch: true, sabotage: true },
  { name: 'rows of 200 KB', flags: [], lines: big, sabotage: true },
  { name: 'writes of seven bytes', flags: ['--concurrency', '64'], lines: plain, torn: true },
  { name: 'writes of seven bytes, failures apart', flags: [], lines: withFailures, apart: true, torn: true },
  { name: 'an input that grows', flags: ['--ordered'], lines: plain, ordered: true, grows: true },
  { name: 'retry', flags: ['--ordered'], lines: plain, ordered: true, retry: true },
  { name: 'retry, failures apart', flags: [], lines: plain, apart: true, retry: true, sabotage: true },
  { name: 'signals', flags: ['--drain-timeout', '50ms'], lines: withFailures, signals: true },
];
