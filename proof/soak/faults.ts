import type { SimulatorOptions } from '../../src/simulator/SimulatorOptions.js';

/** Every mishap that the simulator knows, each for one request in a hundred or less. */
const mishaps = {
  status429Rate: 0.02,
  status500Rate: 0.02,
  status502Rate: 0.01,
  status503Rate: 0.02,
  statusRates: { 408: 0.005, 520: 0.005, 529: 0.005, 404: 0.001, 422: 0.001 },
  emptyAnswerRate: 0.01,
  blankAnswerRate: 0.01,
  brokenJsonRate: 0.01,
  html200Rate: 0.002,
  streamErrorRate: 0.01,
  interruptedRate: 0.01,
  abortedRate: 0.005,
  filteredRate: 0.002,
  cutStreamRate: 0.01,
  stallBeforeAnswerRate: 0.005,
  stallMidAnswerRate: 0.005,
  dripRate: 0.01,
  splitUtf8Rate: 0.01,
  resetConnectionRate: 0.01,
  resetBeforeAnswerRate: 0.01,
  resetMidAnswerRate: 0.01,
  closeMidAnswerRate: 0.01,
} as const;

const base = {
  ...mishaps,
  stallMs: 60_000,
  dripMs: 1,
  firstTokenMs: 'lognormal:8,1',
  perTokenMs: 0.2,
  keepAliveIntervalMs: 5,
  closeIdleAfterMs: 400,
  closeAfterRequests: 50,
  maxInFlight: 60,
  compression: 'gzip',
} as const;

/**
 * Three regions with all faults at once, which besides die, run out of balance, move their limits and slow down, each at
 * its own times, again and again.
 */
export function regions(seed: number): readonly SimulatorOptions[] {
  const common = { answerTokens: 12, keys: null };
  return [
    {
      ...common,
      seed,
      faults: { ...base, retryAfterSeconds: 0.05, retryAfterForm: 'both' },
      plan: {
        repeatSeconds: 9,
        steps: [
          { at: 3, for: 1.5, faults: { refuseForMs: 60_000 } },
          { at: 6, for: 1, faults: { maxInFlight: 5 } },
        ],
      },
    },
    {
      ...common,
      seed: seed + 1,
      faults: { ...base, slots: 40, maxQueued: 20, omitDone: true, errorForm: 'html' },
      plan: {
        repeatSeconds: 11,
        steps: [
          { at: 4, for: 1, faults: { insufficientBalance: true } },
          { at: 7, for: 1.5, faults: { status503Rate: 0.6 } },
        ],
      },
    },
    {
      ...common,
      seed: seed + 2,
      faults: { ...base, requestsPerMinute: 12_000, rateLimitKind: 'secondBucket', compression: 'br' },
      plan: {
        repeatSeconds: 7,
        steps: [
          { at: 2, for: 1, faults: { firstTokenMs: 300 } },
          { at: 3.5, for: 1, faults: { refuseForMs: 60_000 } },
        ],
      },
    },
  ];
}
