import { from, map, type Observable, of, take, throwIfEmpty } from 'rxjs';
import { collectReply } from '../../operators/collectReply.js';
import { ConfigError } from '../errors/ConfigError.js';
import { type Conversation, contextOf } from '../text/dialog/Conversation.js';
import { type NextTurn, nextTurn } from '../text/dialog/nextTurn.js';
import { summaryParams, summaryQuestion } from '../text/dialog/summarizing.js';
import { type TrimLimits, trimLimits } from '../text/dialog/trimHistory.js';
import type { Message } from '../types/Message.js';
import type { Params } from '../types/Params.js';
import type { Delta, Reply } from '../types/Reply.js';
import type { DialogOptions } from './DialogOptions.js';

/** A turn as it will be asked. */
export interface ReadyTurn extends NextTurn {
  /** The summary that had to be made before, when the model made it. */
  readonly summary: Reply | null;
}

/** One call for a dialog. */
export type DialogAsker = (
  id: string,
  messages: readonly Message[],
  params: Params | undefined,
) => Observable<Delta>;

/** Trims a conversation before its next turn, and has a summary made of what goes. */
export class TurnPreparation {
  readonly #limits: TrimLimits;
  readonly #summarize: NonNullable<DialogOptions['summarize']>;
  readonly #ask: DialogAsker;
  /** The summary for a turn that failed afterwards: whoever asks again need not pay for it again. */
  #spare: { readonly of: Conversation; readonly ready: ReadyTurn } | undefined;

  constructor(options: DialogOptions, ask: DialogAsker) {
    this.#limits = trimLimits(options);
    this.#summarize = options.summarize ?? false;
    this.#ask = ask;
  }

  /** In one value. */
  ready(
    conversation: Conversation,
    input: readonly Message[],
    id: string,
    params: Params | undefined,
  ): Observable<ReadyTurn> {
    const next = nextTurn(conversation, input, this.#limits);
    if (next.turns === 0 || this.#summarize === false) return of({ ...next, summary: null });
    const spare = this.#spare;
    if (spare?.of === conversation && spare.ready.turns === next.turns) return of(spare.ready);
    return this.#summaryOf(next, id, params).pipe(
      map(({ text, reply }) => {
        const ready = { ...next, conversation: { ...next.conversation, summary: text }, summary: reply };
        this.#spare = { of: conversation, ready };
        return ready;
      }),
    );
  }

  /** The turn has become part of the conversation. */
  forget(): void {
    this.#spare = undefined;
  }

  #summaryOf(
    { conversation, gone }: NextTurn,
    id: string,
    params: Params | undefined,
  ): Observable<{ readonly text: string; readonly reply: Reply | null }> {
    const { summary } = conversation;
    if (typeof this.#summarize === 'function') {
      return from(this.#summarize({ messages: gone, summary })).pipe(
        take(1),
        throwIfEmpty(() => new ConfigError('summarize: expected one text, got nothing')),
        map((text) => ({ text, reply: null })),
      );
    }
    const messages = [...contextOf({ ...conversation, history: gone }), summaryQuestion(gone)];
    return this.#ask(`${id}~summary`, messages, params && summaryParams(params)).pipe(
      collectReply(),
      map((reply) => ({ text: reply.text, reply })),
    );
  }
}
