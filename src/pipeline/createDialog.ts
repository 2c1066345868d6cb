import { defer, type Observable, switchMap } from 'rxjs';
import type { CompleteClient } from '../../operators/complete.js';
import { stream } from '../../operators/stream.js';
import { addUsage } from '../engine/addUsage.js';
import { ConfigError } from '../errors/ConfigError.js';
import { RxpromptError } from '../errors/RxpromptError.js';
import { Through } from '../stage/Through.js';
import { type Conversation, contextOf, newConversation } from '../text/dialog/Conversation.js';
import { foldTurn } from '../text/dialog/foldTurn.js';
import { historyFor } from '../text/dialog/historyFor.js';
import { readConversation } from '../text/dialog/readConversation.js';
import { readMessages } from '../text/dialog/readMessages.js';
import { turnsOf } from '../text/dialog/turnsOf.js';
import type { Message } from '../types/Message.js';
import type { Params } from '../types/Params.js';
import type { Delta, Reply } from '../types/Reply.js';
import type { Dialog, DialogCall, DialogOptions, DialogTurn } from './DialogOptions.js';
import { TurnCall } from './TurnCall.js';
import { type ReadyTurn, TurnPreparation } from './TurnPreparation.js';

/**
 * A dialog with a model: it keeps what was said, and sends it along with every question. When that grows over
 * `maxTokens`, the oldest turns are dropped down to `keepTokens`, or summarized; between two trims every context is the
 * beginning of the next one, so that the provider's context cache has it.
 *
 * @param ask A client is asked by `stream(client)`; with other options, pass `stream(client, options)`.
 *
 * @example
 * const dialog = createDialog(client, { system: 'Answer in one sentence.' });
 * dialog.generateResponse('Why is the sky blue?').subscribe(console.log);
 */
export function createDialog(ask: CompleteClient | DialogCall, options: DialogOptions = {}): Dialog {
  return new LiveDialog(typeof ask === 'function' ? ask : stream(ask), options);
}

class LiveDialog implements Dialog {
  params: Params | undefined;
  #conversation: Conversation;
  #last: DialogTurn | null = null;
  readonly #ask: DialogCall;
  readonly #preparation: TurnPreparation;
  /** The turn that is under way. */
  #running: object | undefined;
  #asked = 0;

  constructor(ask: DialogCall, options: DialogOptions) {
    this.#ask = ask;
    this.#preparation = new TurnPreparation(options, (id, messages, params) =>
      this.#call(id, messages, params),
    );
    this.#conversation = newConversation(options.system);
    this.params = options.params;
  }

  generateResponse(input: string | readonly Message[]): Observable<Delta> {
    const messages =
      typeof input === 'string' ? [{ role: 'user', content: input }] : readMessages(input, 'input');
    if (messages.length === 0)
      throw new ConfigError('input: expected text, or at least one message, got none');
    return defer(() => {
      this.#refuseWhileBusy();
      const { params } = this;
      const running = {};
      this.#running = running;
      const id = `turn-${++this.#asked}`;
      let turn: ReadyTurn | undefined;
      const ready = () => this.#preparation.ready(this.#conversation, messages, id, params);
      const deltas = defer(ready).pipe(
        switchMap((prepared) => {
          turn = prepared;
          return this.#call(id, [...contextOf(prepared.conversation), ...messages], params);
        }),
      );
      return new Through(deltas, TurnCall, {
        answered: (reply: Reply) => this.#fold(turn as ReadyTurn, messages, reply, params),
        over: () => {
          if (this.#running === running) this.#running = undefined;
        },
      });
    });
  }

  get system(): string | null {
    return this.#conversation.system;
  }

  set system(system: string | null) {
    this.#refuseWhileBusy();
    this.#conversation = { ...this.#conversation, system };
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  get turns(): number {
    return turnsOf(this.#conversation.history).length;
  }

  get last(): DialogTurn | null {
    return this.#last;
  }

  toJSON(): Conversation {
    return this.#conversation;
  }

  load(conversation: unknown): void {
    this.#refuseWhileBusy();
    this.#begin(readConversation(conversation));
  }

  reset(): void {
    this.#refuseWhileBusy();
    this.#begin(newConversation(this.system));
  }

  #begin(conversation: Conversation): void {
    this.#conversation = conversation;
    this.#last = null;
    this.#preparation.forget();
  }

  #call(id: string, messages: readonly Message[], params: Params | undefined): Observable<Delta> {
    return this.#ask({
      id,
      seq: this.#asked - 1,
      messages: historyFor(messages, params),
      ...(params !== undefined && { params }),
    });
  }

  #fold(turn: ReadyTurn, input: readonly Message[], reply: Reply, params: Params | undefined): void {
    const { conversation, summary, turns } = turn;
    const { usage, costUsd } = reply;
    this.#conversation = foldTurn(conversation, input, reply, params);
    this.#preparation.forget();
    this.#last = {
      reply,
      summary,
      usage: addUsage(usage, summary?.usage ?? null),
      costUsd: summary === null ? costUsd : together(costUsd, summary.costUsd),
      dropped: turns,
    };
  }

  #refuseWhileBusy(): void {
    if (this.#running === undefined) return;
    throw new RxpromptError('the dialog has a turn under way: wait for its end, or unsubscribe from it', {
      code: 'dialog_busy',
    });
  }
}

function together(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
