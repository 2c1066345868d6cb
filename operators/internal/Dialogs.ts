import { Subject, type Subscriber } from 'rxjs';
import { type Conversation, contextOf, newConversation } from '../../src/text/dialog/Conversation.js';
import { foldTurn } from '../../src/text/dialog/foldTurn.js';
import { historyFor } from '../../src/text/dialog/historyFor.js';
import { nextTurn } from '../../src/text/dialog/nextTurn.js';
import { summaryParams, summaryQuestion } from '../../src/text/dialog/summarizing.js';
import { takeSystem } from '../../src/text/dialog/takeSystem.js';
import type { TrimLimits } from '../../src/text/dialog/trimHistory.js';
import { accountOf } from '../../src/types/Account.js';
import type { Message } from '../../src/types/Message.js';
import { isOutcome, type Outcome } from '../../src/types/Outcome.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { ConversationOptions } from './ConversationOptions.js';
import { RestingTalks } from './RestingTalks.js';
import { Talk } from './Talk.js';
import { TalkQuestion } from './TalkQuestion.js';
import { TalkTurn } from './TalkTurn.js';

type KnownOptions = ConversationOptions & Required<Pick<ConversationOptions, 'key' | 'maxConversations'>>;

/** One subscription of `dialog`: the conversations with turns that wait or are asked, and those that rest. */
export class Dialogs {
  readonly questions = new Subject<Prompt>();
  readonly #destination: Subscriber<Outcome>;
  readonly #options: KnownOptions;
  readonly #limits: TrimLimits;
  readonly #talks = new Map<string, Talk>();
  readonly #resting: RestingTalks;
  /** Prompts that have no outcome yet. */
  #open = 0;
  #sourceDone = false;

  constructor(destination: Subscriber<Outcome>, options: KnownOptions, limits: TrimLimits) {
    this.#destination = destination;
    this.#options = options;
    this.#limits = limits;
    this.#resting = new RestingTalks(options.maxConversations);
  }

  take(prompt: Prompt): void {
    if (isOutcome(prompt)) {
      this.#destination.next(prompt);
      return;
    }
    try {
      const key = prompt.rejection === undefined ? this.#options.key(prompt) : undefined;
      this.#open++;
      if (key === undefined) {
        const { messages } = prompt;
        this.#ask(new TalkQuestion(new TalkTurn(prompt, undefined, messages), false), messages);
        return;
      }
      const talk = this.#talks.get(key) ?? new Talk(key, this.#resting.wake(key));
      this.#talks.set(key, talk);
      accountOf(prompt)?.hold(prompt);
      talk.waiting.push(prompt);
      this.#goOn(talk);
    } catch (error) {
      this.#destination.error(error);
    }
  }

  answered(outcome: Outcome): void {
    const question = TalkQuestion.of(outcome);
    if (question === undefined) {
      const message = `${outcome.id}: an outcome of a prompt that no conversation has asked`;
      this.#destination.error(new TypeError(message));
      return;
    }
    // Further outcomes of one prompt.
    if (question.isAnswered) return;
    question.isAnswered = true;
    try {
      this.#settle(question, outcome);
    } catch (error) {
      this.#destination.error(error);
    }
  }

  end(): void {
    this.#sourceDone = true;
    this.#endWhenDone();
  }

  /** Lets go of what waits, when everything is cancelled. */
  forget(): void {
    for (const { waiting } of this.#talks.values()) {
      for (let prompt = waiting.shift(); prompt !== undefined; prompt = waiting.shift())
        accountOf(prompt)?.release(prompt);
    }
    this.#talks.clear();
  }

  /** One loop starts the turns of a conversation, so that those that are answered at once don't deepen the stack. */
  #goOn(talk: Talk): void {
    if (talk.isStarting) return;
    talk.isStarting = true;
    while (!talk.isAsked && talk.waiting.length > 0 && !this.#destination.closed) {
      const prompt = talk.waiting.shift() as Prompt;
      talk.isAsked = true;
      this.#start(talk, prompt);
      accountOf(prompt)?.release(prompt);
    }
    talk.isStarting = false;
    if (talk.isAsked || talk.waiting.length > 0) return;
    this.#talks.delete(talk.key);
    this.#resting.rest(talk);
  }

  #start(talk: Talk, prompt: Prompt): void {
    const { load, system, summarize } = this.#options;
    talk.conversation ??= load?.(talk.key) ?? newConversation(system);
    const { conversation: known, input } = takeSystem(talk.conversation, prompt.messages);
    const turn = new TalkTurn(prompt, talk, input);
    const { conversation, gone } = nextTurn(known, input, this.#limits);
    turn.before = conversation;
    if (gone.length === 0 || summarize !== true) this.#askAfter(turn, conversation);
    else {
      const asked = [...contextOf({ ...conversation, history: gone }), summaryQuestion(gone)];
      this.#ask(new TalkQuestion(turn, true), asked);
    }
  }

  #askAfter(turn: TalkTurn, conversation: Conversation): void {
    this.#ask(new TalkQuestion(turn, false), [...contextOf(conversation), ...turn.input]);
  }

  #ask(question: TalkQuestion, messages: readonly Message[]): void {
    const { prompt, talk } = question.turn;
    const params = question.isSummary && prompt.params ? summaryParams(prompt.params) : prompt.params;
    const history = talk === undefined ? messages : historyFor(messages, params);
    this.questions.next(question.prompt(history, params));
  }

  #settle({ turn, isSummary }: TalkQuestion, outcome: Outcome): void {
    const { talk, prompt, input } = turn;
    if (isSummary) {
      turn.pay(outcome);
      if (outcome.status === 'ok') {
        const conversation = { ...(turn.before as Conversation), summary: outcome.text };
        turn.before = conversation;
        this.#askAfter(turn, conversation);
        return;
      }
    }
    this.#open--;
    if (talk !== undefined) {
      const { save, isLast } = this.#options;
      if (outcome.status === 'ok') {
        talk.conversation = foldTurn(turn.before as Conversation, input, outcome, prompt.params);
        save?.(talk.key, talk.conversation);
      }
      if (isLast?.(prompt)) talk.conversation = undefined;
      talk.isAsked = false;
    }
    this.#destination.next(turn.label(outcome, isSummary));
    if (talk !== undefined) this.#goOn(talk);
    this.#endWhenDone();
  }

  #endWhenDone(): void {
    if (this.#sourceDone && this.#open === 0) this.questions.complete();
  }
}
