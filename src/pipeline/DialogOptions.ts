import type { Observable, ObservableInput } from 'rxjs';
import type { Conversation } from '../text/dialog/Conversation.js';
import type { TrimOptions } from '../text/dialog/trimHistory.js';
import type { Message } from '../types/Message.js';
import type { Params } from '../types/Params.js';
import type { Prompt } from '../types/Prompt.js';
import type { Delta, Reply } from '../types/Reply.js';
import type { Usage } from '../types/Usage.js';

/** What answers one question as it comes: `stream(client)`, or something of your own. */
export type DialogCall = (prompt: Prompt) => Observable<Delta>;

/** What is to be summarized. */
export interface DroppedTurns {
  /** All messages of the turns that go, oldest first. */
  readonly messages: readonly Message[];
  /** What was said of those before them. */
  readonly summary: string | null;
}

/** Options of `createDialog`; see `trimHistory` for those about tokens. */
export interface DialogOptions extends Omit<TrimOptions, 'tokensOf'> {
  /** Said to the model before everything else. Default nothing. */
  readonly system?: string;
  /** Parameters of every turn. Tools belong here, and not to a route: what is sent back of earlier turns hangs on them. */
  readonly params?: Params;
  /**
   * Keeps a summary of the turns that are dropped: `true` asks the model for it, a function makes it itself, in one value.
   * Default false.
   */
  readonly summarize?: boolean | ((dropped: DroppedTurns) => ObservableInput<string>);
}

/** The last turn that was answered whole. */
export interface DialogTurn {
  readonly reply: Reply;
  /** The summary that had to be made before it, when the model made it. */
  readonly summary: Reply | null;
  /** Of both. */
  readonly usage: Usage | null;
  /** US dollars, of both; `null` when one is unknown. */
  readonly costUsd: number | null;
  /** Turns that were dropped before it. */
  readonly dropped: number;
}

/** A conversation with a model, and what it takes to go on with it. */
export interface Dialog {
  /**
   * The answer to what the user says, as it comes; the last delta is `end`. It is cold: each subscription is one turn. Only
   * when an answer has come whole do question and answer become part of the context, before `end` is passed on; a turn that
   * fails or is unsubscribed leaves no trace, and can be asked again.
   *
   * One turn at a time: another subscription while one is under way is the error `dialog_busy`, and asks nothing.
   *
   * @param input A text of the user's, or messages: answers to calls of tools, parts with pictures.
   * @throws {ConfigError} naming what is wrong with the messages.
   */
  generateResponse(input: string | readonly Message[]): Observable<Delta>;
  /** From the next turn on. Setting it while a turn is under way throws `dialog_busy`. */
  system: string | null;
  /** From the next turn on. */
  params: Params | undefined;
  readonly isBusy: boolean;
  /** Turns in the context. */
  readonly turns: number;
  /** `null` before the first, and after `load` and `reset`. */
  readonly last: DialogTurn | null;
  /** The conversation as plain data, for `JSON.stringify` and {@link load}. */
  toJSON(): Conversation;
  /**
   * Goes on with a conversation that was kept.
   *
   * @throws {ConfigError} naming the field that is wrong; `dialog_busy` while a turn is under way. Nothing has changed then.
   */
  load(conversation: unknown): void;
  /** Forgets all that was said; `system` and `params` stay. Throws `dialog_busy` while a turn is under way. */
  reset(): void;
}
