/** What answers are expected to be like. */
export interface Answers {
  /** Tokens of one, thinking included. */
  outputTokens(thinking: boolean): number;
  /** Billed input tokens for each that was counted. */
  ratioOf(model: string): number;
  /** Of the input, the share that the provider finds in its cache. */
  readonly cachedShare: number;
  /** Seconds until an answer of so many tokens is there. */
  latencySeconds(outputTokens: number): number;
}

/** The mean of 4,000 conversations with a service, rounded (Azure LLM inference trace, 2023). */
const ANSWER_TOKENS = 250;
/** Thinking is often longer than what comes of it; how much so hangs on the questions. */
const THINKING_TOKENS = 500;
const FIRST_TOKEN_SECONDS = 1;
const TOKENS_PER_SECOND = 60;

/** What is assumed as long as nothing was measured. */
export const GUESSED_ANSWERS: Answers = {
  outputTokens: (thinking) => ANSWER_TOKENS + (thinking ? THINKING_TOKENS : 0),
  ratioOf: () => 1,
  cachedShare: 0,
  latencySeconds: (outputTokens) => FIRST_TOKEN_SECONDS + outputTokens / TOKENS_PER_SECOND,
};
