import { RxpromptError } from './RxpromptError.js';

/** Prompts went into a `run` and neither came out nor are in anybody's hands: some operator dropped them. */
export class FlowStalledError extends RxpromptError {
  /** The oldest positions that are missing. */
  readonly oldestSeqs: readonly number[];

  constructor(oldestSeqs: readonly number[], missing: number, stalledMs = 0) {
    const prompts = missing === 1 ? '1 prompt' : `${missing} prompts`;
    const since = stalledMs === 0 ? '' : `, and nothing has moved for ${stalledMs / 1000} s`;
    super(
      `${prompts} went in and never came out${since}; the oldest seq: ${oldestSeqs.join(', ')}. ` +
        'An operator in the pipeline dropped them: use keep() in place of filter().',
      { code: 'flow_stalled' },
    );
    this.oldestSeqs = oldestSeqs;
  }
}
