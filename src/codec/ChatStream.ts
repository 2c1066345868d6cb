import { CallError } from '../errors/CallError.js';
import type { StreamDecoder, WireReply } from '../types/Codec.js';
import type { Delta } from '../types/Reply.js';
import type { Usage } from '../types/Usage.js';
import { badResponse } from './badResponse.js';
import { reasoningOf, textOf, type WireAnswer, type WireMessage, type WireToolCall } from './chatWire.js';
import { mapFinishReason } from './mapFinishReason.js';
import { mapUsage } from './mapUsage.js';
import { requireAnswer } from './requireAnswer.js';
import { messageOfJson } from './serverMessage.js';
import { inBandError } from './statusError.js';

const nothing: readonly Delta[] = [];

interface CallInParts {
  id: string;
  name: string;
  arguments: string;
}

/**
 * Puts the chunks of one chat stream together. Servers differ: the role may be missing, usage comes on the last
 * chunk, on one of its own or on every one, and some never send `[DONE]`.
 */
export class ChatStream implements StreamDecoder {
  done = false;
  private model: string;
  private text = '';
  private reasoning = '';
  private rawFinishReason: string | null = null;
  private usage: Usage | null = null;
  private chunks = 0;
  // By index. No array: the index is the server's to choose.
  private readonly calls = new Map<number, CallInParts>();

  constructor(requestedModel: string) {
    this.model = requestedModel;
  }

  push(data: string): readonly Delta[] {
    if (data.startsWith('[DONE]')) {
      this.done = true;
      return nothing;
    }
    const chunk = this.parse(data);
    if (chunk.error != null) throw inBandError(messageOfJson(chunk), data);
    this.chunks++;
    if (typeof chunk.model === 'string' && chunk.model !== '') this.model = chunk.model;
    if (chunk.usage != null) this.usage = mapUsage(chunk.usage) ?? this.usage;
    const choice = chunk.choices?.[0];
    // We ask for one answer; a server that gives more numbers them.
    if (choice === undefined || (choice.index ?? 0) !== 0) return nothing;
    if (choice.finish_reason != null) this.rawFinishReason = choice.finish_reason;
    const piece = choice.delta ?? choice.message;
    return piece == null ? nothing : this.take(piece);
  }

  finish(): WireReply {
    if (this.chunks === 0) {
      throw new CallError('the server sent an empty stream', {
        code: 'empty_answer',
        retryable: true,
        httpStatus: 200,
      });
    }
    if (!this.done && this.rawFinishReason === null) {
      throw new CallError('the stream ended before the answer did', {
        code: 'stream_cut',
        retryable: true,
        httpStatus: 200,
      });
    }
    return requireAnswer({
      text: this.text,
      reasoning: this.reasoning || null,
      toolCalls:
        this.calls.size === 0
          ? null
          : Array.from(this.calls.values(), ({ id, name, arguments: json }) => ({
              id,
              type: 'function',
              function: { name, arguments: json },
            })),
      finishReason: mapFinishReason(this.rawFinishReason),
      rawFinishReason: this.rawFinishReason,
      model: this.model,
      usage: this.usage,
    });
  }

  private parse(data: string): WireAnswer {
    let json: unknown;
    try {
      json = JSON.parse(data);
    } catch {
      throw badResponse('a chunk of the stream is no JSON', data);
    }
    if (typeof json !== 'object' || json === null) throw badResponse('a chunk is no JSON object', data);
    return json as WireAnswer;
  }

  private take(piece: WireMessage): readonly Delta[] {
    const reasoning = reasoningOf(piece);
    const text = textOf(piece.content ?? piece.refusal);
    const calls = piece.tool_calls;
    if (calls == null || calls.length === 0) {
      // Nearly always one of the two: no list to build.
      if (reasoning === '') {
        if (text === '') return nothing;
        this.text += text;
        return [{ type: 'text', text }];
      }
      if (text === '') {
        this.reasoning += reasoning;
        return [{ type: 'reasoning', text: reasoning }];
      }
    }
    const deltas: Delta[] = [];
    if (reasoning !== '') deltas.push({ type: 'reasoning', text: reasoning });
    if (text !== '') deltas.push({ type: 'text', text });
    this.reasoning += reasoning;
    this.text += text;
    for (const call of calls ?? nothing) deltas.push(this.takeCall(call as WireToolCall));
    return deltas;
  }

  private takeCall({ index = 0, id, function: piece }: WireToolCall): Delta {
    const name = piece?.name ?? '';
    const json = piece?.arguments ?? '';
    let call = this.calls.get(index);
    if (call === undefined) {
      call = { id: '', name: '', arguments: '' };
      this.calls.set(index, call);
    }
    if (id) call.id = id;
    call.name += name;
    call.arguments += json;
    return { type: 'tool-call', index, name, arguments: json };
  }
}
