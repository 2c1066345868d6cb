/** The flags of `rxprompt simulate`, as they were parsed; a fault that was not asked for is not there. */
export interface SimulateFlags {
  readonly port: number;
  readonly host: string;
  readonly seed: number;
  readonly answerTokens?: number;
  readonly reasoningTokens?: number;
  readonly replyField?: string;
  readonly startAt?: string;
  readonly balanceUsd?: number;
  readonly brokenAnswersCost?: 'all' | 'sent' | 'nothing';
  /** `-` is stdout. */
  readonly log?: string;
  readonly plan?: string;
  readonly tls?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly http2?: boolean;
  readonly quiet?: boolean;
  readonly [fault: string]: unknown;
}
