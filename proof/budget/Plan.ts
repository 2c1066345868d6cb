import { SeededRandom } from '../../src/simulator/SeededRandom.js';
import type { SimulatorFaultsInput } from '../../src/simulator/SimulatorFaults.js';

/** What one run of the proof is like. */
export interface Plan {
  readonly seed: number;
  readonly prompts: number;
  readonly capUsd: number;
  readonly flags: readonly string[];
  readonly faults: SimulatorFaultsInput;
  /** The run is killed once the server has seen so many requests since it was started; then it is started again. */
  readonly kills: readonly number[];
  /** By how much the cap is raised, once it is reached; 1: not. */
  readonly raise: number;
  /** Servers, each a route. */
  readonly routes: number;
}

/** A plan at random, the same for the same seed: every one with its own share of each fault, many without some. */
export function planOf(seed: number): Plan {
  const random = new SeededRandom(seed);
  const between = (least: number, most: number) => least + random.share() * (most - least);
  const maybe = (share: number, value: () => number) => (random.share() < share ? value() : 0);
  const whole = (least: number, most: number) => Math.floor(between(least, most + 1));

  const maxTokens = whole(40, 400);
  const stream = random.share() < 0.5;
  return {
    seed,
    prompts: whole(300, 2_500),
    // The worst of 30 to 3,000 calls: from less than is under way at once to more than is ever needed.
    capUsd: Number((30 * 100 ** random.share() * 1.2e-6 * (maxTokens + 100)).toFixed(6)),
    flags: [
      '--concurrency',
      '256',
      '--max-tokens',
      `${maxTokens}`,
      '--cache',
      'off',
      '--timeout',
      '1500ms',
      '--max-retries',
      `${whole(0, 3)}`,
      ...(stream ? ['--stream'] : []),
      ...(random.share() < 0.5 ? ['--thinking', 'off'] : []),
      ...(random.share() < 0.2 ? ['--model', 'deepseek-v4-pro'] : []),
    ],
    faults: {
      firstTokenMs: between(2, 60),
      firstTokenSigma: 0.6,
      perTokenMs: maybe(0.3, () => 0.2),
      cutStreamRate: maybe(0.6, () => between(0, 0.1)),
      resetBeforeAnswerRate: maybe(0.4, () => between(0, 0.05)),
      resetMidAnswerRate: maybe(0.6, () => between(0, 0.1)),
      stallMidAnswerRate: maybe(0.3, () => between(0, 0.02)),
      emptyAnswerRate: maybe(0.3, () => between(0, 0.03)),
      blankAnswerRate: maybe(0.3, () => between(0, 0.03)),
      streamErrorRate: maybe(0.3, () => between(0, 0.05)),
      interruptedRate: maybe(0.3, () => between(0, 0.05)),
      status429Rate: maybe(0.5, () => between(0, 0.1)),
      status500Rate: maybe(0.4, () => between(0, 0.03)),
      status503Rate: maybe(0.4, () => between(0, 0.05)),
      ...(random.share() < 0.3 && { closeAfterRequests: whole(2, 20) }),
    },
    kills: Array.from({ length: whole(0, 3) }, () => whole(1, 600)),
    raise: random.share() < 0.3 ? between(1.1, 3) : 1,
    routes: random.share() < 0.3 ? 2 : 1,
  };
}
