import type { Message } from '../../src/types/Message.js';
import type { Outcome } from '../../src/types/Outcome.js';
import type { Params } from '../../src/types/Params.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { TalkTurn } from './TalkTurn.js';

/** Stands on a prompt and survives `{ ...prompt }`, so that operators between may make new ones. */
const QUESTION: unique symbol = Symbol.for('rxprompt.question');

type Asked = Prompt & { readonly [QUESTION]?: TalkQuestion };

/** What is asked for a turn: for its answer, or for the summary that must be there before. */
export class TalkQuestion {
  readonly turn: TalkTurn;
  readonly isSummary: boolean;
  isAnswered = false;

  constructor(turn: TalkTurn, isSummary: boolean) {
    this.turn = turn;
    this.isSummary = isSummary;
  }

  /** The prompt to ask, which knows what it is for. */
  prompt(messages: readonly Message[], params: Params | undefined): Prompt {
    const { prompt } = this.turn;
    const asked: Asked = {
      ...prompt,
      ...(this.isSummary && { id: `${prompt.id}~summary` }),
      ...(params !== undefined && { params }),
      messages,
      [QUESTION]: this,
    };
    return asked;
  }

  /** What an outcome answers; `undefined` for one whose prompt was never asked here. */
  static of({ prompt }: Outcome): TalkQuestion | undefined {
    return (prompt as Asked)[QUESTION];
  }
}
