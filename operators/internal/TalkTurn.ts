import { Bill } from '../../src/engine/reduction/Bill.js';
import type { Conversation } from '../../src/text/dialog/Conversation.js';
import type { Message } from '../../src/types/Message.js';
import type { Answer, Outcome } from '../../src/types/Outcome.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { Talk } from './Talk.js';

/** One turn of a conversation, or, without `talk`, a prompt that belongs to none. */
export class TalkTurn {
  readonly prompt: Prompt;
  readonly talk: Talk | undefined;
  /** What the prompt adds to the conversation. */
  readonly input: readonly Message[];
  /** What it is added to, if it is answered; trimmed. */
  before: Conversation | undefined;
  #bill: Bill | undefined;

  constructor(prompt: Prompt, talk: Talk | undefined, input: readonly Message[]) {
    this.prompt = prompt;
    this.talk = talk;
    this.input = input;
  }

  /** Notes what the summary before it took. */
  pay(outcome: Outcome): void {
    this.#bill = new Bill();
    this.#bill.add(outcome);
  }

  /** The outcome of a question as that of the prompt, with what the summary took. */
  label(outcome: Outcome, isSummary: boolean): Outcome {
    const { prompt } = this;
    const bill = this.#bill;
    if (bill === undefined) return { ...outcome, prompt };
    if (isSummary) return { ...outcome, id: prompt.id, prompt };
    bill.add(outcome);
    if (outcome.status === 'error') return { ...outcome, prompt, attempts: bill.attempts };
    return { ...(bill.on(outcome) as Answer), prompt };
  }
}
