import type { Prompt } from './Prompt.js';
import type { Delta, Reply } from './Reply.js';

/** The part of a reply that stands on the wire; the route adds the rest. */
export type WireReply = Pick<
  Reply,
  'text' | 'reasoning' | 'toolCalls' | 'finishReason' | 'rawFinishReason' | 'model' | 'usage'
>;

/** Puts one stream together again. */
export interface StreamDecoder {
  /**
   * The `data` of one event -> deltas; `event` is its name, where the server gave one. Throws a `CallError` on an
   * error that came in band.
   */
  push(data: string, event?: string): readonly Delta[];
  /** Called at the end of the body. Throws a `CallError` when the stream was cut. */
  finish(): WireReply;
  /** True once `[DONE]`, or what the codec takes for it, has come. */
  readonly done: boolean;
}

/** Turns prompts into requests and bytes into answers. Pure: no clock, no network. */
export interface Codec {
  /** Part of the cache's keys: a codec that would read another answer from the same body has another name. */
  readonly name: string;
  /** Appended to the base URL. */
  readonly path: string;
  readonly canStream: boolean;
  /** The JSON body. `defaults` are the route's parameters; those of the prompt win. */
  encode(prompt: Prompt, defaults: Prompt['params'], stream: boolean): string;
  /** A body with status 2xx -> the answer. Throws a `CallError` when it is none. */
  decode(body: string, requestedModel: string): WireReply;
  decodeStream(requestedModel: string): StreamDecoder;
}
